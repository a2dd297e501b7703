"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class KontonPermission(StrEnum):
    INVITE = "konton.invite"
    LET_LETTERS_GO = "konton.let_letters_go"
    MANAGE_PEOPLE = "konton.manage_people"
    SEND_LETTERS = "konton.send_letters"
    STAFF = "konton.staff"
    VIEW_AUDIT = "konton.view_audit"
    VIEW_ROLES = "konton.view_roles"
