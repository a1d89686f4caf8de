from service.web.backoff import BackOff


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_failure_after_the_free_ones_doubles_the_wait_up_to_the_longest():
    clock = Seconds()
    tries = BackOff(free=2, longest_s=5, clock=clock)
    assert [tries.knock("a"), tries.knock("a")] == [0, 0]
    for wait_s in (1, 2, 4, 5, 5):
        assert tries.knock("a") == wait_s
        clock.now += wait_s
        assert tries.knock("a") == 0


def test_knocking_during_the_wait_makes_it_no_longer():
    clock = Seconds()
    tries = BackOff(free=1, longest_s=60, clock=clock)
    tries.knock("a")
    clock.now = 0.25
    assert [tries.knock("a") for _ in range(9)] == [0.75] * 9
    clock.now = 1.0
    assert tries.knock("a") == 0


def test_success_makes_a_key_new_and_keys_do_not_share():
    tries = BackOff(free=1, longest_s=60, clock=Seconds())
    assert (tries.knock("a"), tries.knock("b")) == (0, 0)
    tries.succeeded("a")
    assert tries.knock("a") == 0
    assert tries.knock("b") > 0


def test_what_was_not_heard_of_for_a_quarter_of_an_hour_is_new():
    clock = Seconds()
    tries = BackOff(free=1, longest_s=60, clock=clock)
    tries.knock("a")
    assert tries.knock("a") > 0
    clock.now = 901
    assert (tries.knock("a"), tries.knock("a") > 0) == (0, True)


def test_ten_thousand_names_do_not_fill_the_memory():
    clock = Seconds()
    tries = BackOff(free=1, longest_s=60, clock=clock)
    for number in range(10_500):
        clock.now += 0.001
        tries.knock(str(number))
    assert len(tries._tries) <= 10_000
    assert tries.knock("10499") > 0


def test_without_a_limit_nobody_waits():
    tries = BackOff(free=0, longest_s=60)
    assert [tries.knock("a") for _ in range(100)] == [0] * 100
