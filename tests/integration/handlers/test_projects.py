"""Projects: made, listed, renamed and finished by command; and which of them a record belongs to."""

from kit import CHANGE, SHARED, TASK, TEAM, WANG_DM, House, texts

from storage.tables import ChangeRequest, Project, Task


def test_a_project_is_made_for_this_channels_client_and_can_be_taken_back(acme: House):
    made = acme.crm("UAMY", SHARED, "project Spring launch")

    assert "New project · ACME" in texts(made)
    assert (acme.row(Project).name, acme.row(Project).status) == ("Spring launch", "active")
    acme.press_button("UAMY", SHARED, made[0], "Undo")
    assert acme.row(Project).deleted_at is not None


def test_the_client_may_stand_first_in_either_language(any_house: House):
    any_house.crm("UAMY", SHARED, "link ACME")

    listed = any_house.crm("UWANG", WANG_DM, "项目 acme 双11")

    assert "新项目 · ACME" in texts(listed)
    assert any_house.row(Project).name == "双11"
    assert "双11" in texts(any_house.crm("UWANG", WANG_DM, "项目 ACME"))


def test_the_same_name_makes_no_second_project(acme: House):
    acme.crm("UAMY", SHARED, "project 双11")

    assert "• 双11" in texts(acme.crm("UAMY", SHARED, "project 「双１１」"))
    assert len(acme.rows(Project)) == 1


def test_a_project_is_renamed_and_finished(acme: House):
    acme.crm("UAMY", SHARED, "project 双11")

    assert "Renamed" in texts(acme.crm("UAMY", SHARED, "project 双11 rename 双十一大促"))
    assert acme.row(Project).name == "双十一大促"
    assert "finished" in texts(acme.crm("UAMY", SHARED, "project 双十一大促 done"))
    assert acme.row(Project).status == "done"


def test_where_there_is_no_client_or_no_such_project_it_says_so(acme: House):
    assert "no_client_here" in texts(acme.crm("UAMY", TEAM, "project Spring"))
    assert "unknown_record" in texts(acme.crm("UAMY", SHARED, "project Spring done"))


def test_the_only_project_that_runs_is_a_records_project(acme: House):
    acme.crm("UAMY", SHARED, "project 双11")
    acme.crm("UAMY", SHARED, "project 618")
    acme.crm("UAMY", SHARED, "project 618 done")

    acme.say("UCAROL", SHARED, "logo larger", CHANGE)

    assert acme.row(ChangeRequest).project_id == acme.row(Project, name="双11").id


def test_of_several_the_one_that_is_named_else_the_threads_else_none(acme: House):
    acme.crm("UAMY", SHARED, "project 双11")
    acme.crm("UAMY", SHARED, "project 会员日")
    named = acme.row(Project, name="会员日").id
    first = acme.message("UCAROL", SHARED, "会员日海报的logo大一点")

    acme.serve(first, CHANGE)
    acme.say("UAMY", SHARED.model_copy(update={"thread": first.message_id}), "please export the files", TASK)
    acme.say("UCAROL", SHARED, "the invoice please", TASK)

    assert acme.row(ChangeRequest).project_id == named
    assert [task.project_id for task in acme.rows(Task)] == [named, None]
