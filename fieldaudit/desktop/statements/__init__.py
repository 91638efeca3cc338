"""What people say of closings: head office asks for countersignatures, a supervisor reads, signs or dissents."""
