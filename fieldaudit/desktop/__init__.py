"""The Qt application: one package per screen, each a view and a Qt-free presenter."""
