"""What may be done in this app; who may is said where it is granted."""

from enum import StrEnum


class ProgramPermission(StrEnum):
    COMMENT = "program.comment"
    FULFIL = "program.fulfil"
    MANAGE = "program.manage"
    RECORD_DECISION = "program.record_decision"
    REVIEW = "program.review"
    SEE_BOARD = "program.see_board"
    SEE_INVITATION = "program.see_invitation"
    SEE_RECORD = "program.see_record"
    SEE_THEMES = "program.see_themes"
    SET_STEP = "program.set_step"
    SUBMIT = "program.submit"
    VOTE = "program.vote"
    WITHDRAW = "program.withdraw"
    WRITE_APPLICATION = "program.write_application"
