"""Sites: adding, listing, and bringing them in from a CSV file, whole or not at all."""

import pytest
from vault_samples import new_vault

from fieldaudit.errors import FileUnreadable, NameMissing, SitesFileRefused
from fieldaudit.field.sites import NewSite, add_site, import_csv, list_sites, preview_csv


@pytest.fixture
def vault(tmp_path):
    with new_vault(tmp_path / "home") as made:
        yield made


def write(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "sites.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_two_sites_of_one_party_share_it(vault):
    add_site(vault, NewSite("Unit 1", "Riverside", "BD"))
    add_site(vault, NewSite("Unit 2", "riverside"))
    rows = list_sites(vault)
    assert [(row.name, row.party, row.country) for row in rows] == [
        ("Unit 1", "Riverside", "BD"),
        ("Unit 2", "Riverside", "BD"),
    ]
    assert rows[0].party_id == rows[1].party_id


def test_a_site_needs_a_name(vault):
    with pytest.raises(NameMissing):
        add_site(vault, NewSite("  "))
    assert list_sites(vault) == []


def test_a_file_adds_what_is_new_and_knows_what_is_here(vault, tmp_path):
    add_site(vault, NewSite("Unit 1", "Riverside"))
    path = write(tmp_path, "\ufeffName;Party;Country\nUnit 1;Riverside;BD\nمصنع الشمال;الشمال;JO\n")
    preview = preview_csv(vault, path)
    assert [site.name for site in preview.new] == ["مصنع الشمال"]
    assert [site.name for site in preview.known] == ["Unit 1"]
    import_csv(vault, path)
    assert len(list_sites(vault)) == 2
    import_csv(vault, path)
    assert len(list_sites(vault)) == 2


def test_one_bad_line_keeps_the_whole_file_out_and_names_the_line(vault, tmp_path):
    path = write(tmp_path, "name,kind\nUnit 1,workplace\nUnit 2,castle\n")
    with pytest.raises(SitesFileRefused, match="Line 3"):
        import_csv(vault, path)
    assert list_sites(vault) == []


@pytest.mark.parametrize(
    ("text", "encoding", "error"),
    [
        ("party\nRiverside\n", "utf-8", SitesFileRefused),
        ("name\nFábrica\n", "utf-16", FileUnreadable),
        ("", "utf-8", SitesFileRefused),
    ],
)
def test_a_file_that_is_no_list_of_sites_is_refused_in_one_sentence(vault, tmp_path, text, encoding, error):
    with pytest.raises(error):
        preview_csv(vault, write(tmp_path, text, encoding))


def test_a_file_that_is_not_there_is_refused(vault, tmp_path):
    with pytest.raises(FileUnreadable):
        preview_csv(vault, tmp_path / "nowhere.csv")
