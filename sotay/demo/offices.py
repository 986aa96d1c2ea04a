"""Who holds which office in an invented bloc, the six logins among them."""

from datetime import date

from sotay.accounts.models import User
from sotay.demo.blocs import BlocSpec
from sotay.demo.people import PASSWORD, Crowd
from sotay.demo.tree import CellToFill
from sotay.organisations import services
from sotay.organisations.access import Actor
from sotay.organisations.models import Office, Organisation, Placement

TERM_BEGAN = date(2025, 8, 1)
NAMES = {
    "leader": "Vũ Đình Khải",
    "officer": "Phạm Quốc Tường",
    "inspector": "Đỗ Minh Sáng",
    "secretary": "Lê Thị Nhàn",
    "member": "Hà Văn Lộc",
    "admin": "Quản trị máy chủ",
}


def make_logins() -> dict[str, User]:
    """One account for each kind of person; the administrator holds no office."""
    return {
        username: User.objects.create_user(
            username,
            name,
            PASSWORD,
            email=f"{username}@song-van.example",
            is_administrator=username == "admin",
        )
        for username, name in NAMES.items()
    }


def main_cell(bloc: BlocSpec, cells: list[CellToFill]) -> str:
    """The cell whose secretary and member sign in: the first standing directly under the bloc."""
    alone = {unit.code for unit in bloc.units if not unit.cells and not unit.units}
    return next((cell.code for cell in cells if cell.code in alone), cells[0].code)


def give_offices(
    bloc: BlocSpec, cells: list[CellToFill], logins: dict[str, User], actor: Actor
) -> dict[str, User]:
    """Secretaries of every committee and cell, and the staff of the bloc; by organisation code."""
    crowd = Crowd(f"{bloc.key} offices", actor.today)
    office = {row.code: row for row in Office.objects.all()}
    top = Organisation.objects.get(code=bloc.code)
    for code, where in (("leader", top), ("officer", top), ("inspector", top)):
        services.grant_office(
            user=logins[code], organisation=where, office=office[code], on=TERM_BEGAN, actor=actor
        )
    own = main_cell(bloc, cells)
    holders = {}
    standing = Placement.objects.as_of(actor.today).values("organisation_id")
    for organisation in Organisation.objects.filter(pk__in=standing).order_by("code"):
        if organisation.code == own:
            user = logins["secretary"]
        else:
            user = User.objects.create_user(
                f"bt-{organisation.code.lower()}", crowd.name(crowd.draw.random() < 0.4)
            )
        services.grant_office(
            user=user,
            organisation=organisation,
            office=office["secretary"],
            on=TERM_BEGAN,
            actor=actor,
        )
        holders[organisation.code] = user
    return holders
