using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations.Ocpp;
using Clemap.Edge.Tests.CloudLink;
using Clemap.LoadControl.Allocation;

namespace Clemap.Edge.Tests.Stations.Ocpp;

public sealed class OcppStationTests : OcppBench
{
    [Theory]
    [InlineData("Available", StationState.Free)]
    [InlineData("Reserved", StationState.Free)]
    [InlineData("Preparing", StationState.Occupied)]
    [InlineData("SuspendedEV", StationState.Occupied)]
    [InlineData("SuspendedEVSE", StationState.Occupied)]
    [InlineData("Finishing", StationState.Occupied)]
    [InlineData("Charging", StationState.Charging)]
    [InlineData("Unavailable", StationState.NotInOperation)]
    [InlineData("Faulted", StationState.NotInOperation)]
    public async Task Words_of_the_standard_become_words_of_the_product(string status, StationState state)
    {
        await ReadyAsync(status);
        await Sources[0].PollAsync(Cancellation);

        Sources[0].Latest!.Value.Sample.State.ShouldBe(state);
    }

    [Fact]
    public async Task The_fallback_lies_behind_the_order_which_ends_by_itself()
    {
        var station = await ReadyAsync();
        await station.StartAsync();
        (await CycleAsync(13.37)).ShouldBeTrue();

        var profiles = station.Profiles(1);
        profiles.Length.ShouldBe(2);
        profiles[0].ToJsonString().ShouldBe(
            """{"chargingProfileId":11,"stackLevel":7,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{"startSchedule":"2026-11-02T17:59:00.000Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6}]}}""");
        profiles[1].ToJsonString().ShouldBe(
            """{"chargingProfileId":12,"stackLevel":8,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","validFrom":"2026-11-02T17:59:00.000Z","validTo":"2026-11-02T18:03:00.000Z","chargingSchedule":{"duration":240,"startSchedule":"2026-11-02T17:59:00.000Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":13.3}]}}""");
        Sources[0].ConfirmedA.ShouldBe(13.37);
        await Sources[0].PollAsync(Cancellation);
        Sources[0].Latest!.Value.Sample.AppliedLimitA.ShouldBe(13.3); // as the station itself reckons
    }

    [Theory]
    [InlineData(16.0)] // falls
    [InlineData(0.0)] // rises, which the sum of all fallbacks has room for
    public async Task A_station_that_hears_nothing_is_at_its_commissioned_fallback_when_the_load_control_reckons_with_it(double orderA)
    {
        var station = await ReadyAsync();
        await station.StartAsync();
        (await CycleAsync(orderA)).ShouldBeTrue();
        station.Limit().ShouldBe(orderA);
        var fallbackTime = Sources[0].Traits.FallbackTime.ShouldNotBeNull();
        Sources[0].WhenSilent.ShouldBe(WhenSilent.FallsBack);

        station.Peer.Cut();
        Clock.Advance(TimeSpan.FromSeconds(100));
        station.Limit().ShouldBe(orderA);
        Clock.Advance(fallbackTime - TimeSpan.FromSeconds(100));
        station.Limit().ShouldBe(6);
        Clock.Advance(TimeSpan.FromDays(30));
        station.Limit().ShouldBe(6);
    }

    [Fact]
    public async Task An_order_is_renewed_before_it_ends_and_not_written_more_often_than_that()
    {
        var station = await ReadyAsync(prepare: station => station.Answers["TriggerMessage"] = _ => TestChargePoint.Status("NotImplemented"));
        await station.StartAsync();
        for (int second = 0; second < 300; second++)
        {
            (await CycleAsync(10)).ShouldBeTrue();
            station.Limit().ShouldBe(10);
            Clock.Advance(TimeSpan.FromSeconds(1));
        }

        station.Peer.HeardOf("SetChargingProfile").Length.ShouldBe(1 + 4); // fallback; at 0, 75, 150 and 225 s
    }

    [Fact]
    public async Task Zero_pauses_and_a_higher_limit_waits_its_turn_but_a_lower_does_not()
    {
        var station = await ReadyAsync();
        await CycleAsync(10);
        (await CycleAsync(0)).ShouldBeTrue();
        station.Limit().ShouldBe(0);
        (await CycleAsync(12)).ShouldBeFalse();
        station.Limit().ShouldBe(0);
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await CycleAsync(12)).ShouldBeTrue();
        station.Limit().ShouldBe(12);
    }

    [Fact]
    public async Task A_refused_profile_is_not_confirmed_and_shown_and_the_station_is_no_longer_relied_on()
    {
        var station = await ReadyAsync();
        await CycleAsync(10);
        station.Answers["SetChargingProfile"] = _ => TestChargePoint.Status("Rejected");
        (await CycleAsync(8)).ShouldBeFalse();
        await Sources[0].PollAsync(Cancellation);

        Sources[0].ConfirmedA.ShouldBeNull();
        Sources[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
        Sources[0].Problem.ShouldNotBeNull().ShouldContain("Rejected");

        station.Answers.Remove("SetChargingProfile");
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await CycleAsync(8)).ShouldBeTrue();
        await Sources[0].PollAsync(Cancellation);
        (Sources[0].WhenSilent, Sources[0].Problem).ShouldBe((WhenSilent.FallsBack, null));
    }

    [Theory]
    [InlineData("NotSupported")]
    [InlineData(null)] // an error in place of a result
    public async Task A_station_without_profiles_is_never_confirmed(string? status)
    {
        await ReadyAsync(prepare: station => station.Answers["SetChargingProfile"] = _ => status is null ? null : TestChargePoint.Status(status));

        (await CycleAsync(8)).ShouldBeFalse();
        Sources[0].ConfirmedA.ShouldBeNull();
        Sources[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task A_station_that_says_accepted_and_does_otherwise_is_found_out()
    {
        var station = await ReadyAsync();
        await station.StartAsync();
        station.Answers["SetChargingProfile"] = _ => TestChargePoint.Status("Accepted"); // and forgets it
        (await CycleAsync(10)).ShouldBeFalse();
        await Sources[0].PollAsync(Cancellation);

        Sources[0].Problem.ShouldNotBeNull().ShouldContain("shows a limit of 32.0 A, ordered were 10.0 A");
        Sources[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task A_station_that_does_not_let_a_profile_end_is_found_out()
    {
        var station = await ReadyAsync();
        await station.StartAsync();
        station.Answers["GetCompositeSchedule"] = _ => System.Text.Json.Nodes.JsonNode.Parse(
            """{"status":"Accepted","connectorId":1,"chargingSchedule":{"duration":360,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":14.0}]}}""")!.AsObject();
        (await CycleAsync(14)).ShouldBeFalse();
        await Sources[0].PollAsync(Cancellation);

        Sources[0].Problem.ShouldNotBeNull().ShouldContain("would go on with 14.0 A when it is alone");
        Sources[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
    }

    [Fact]
    public async Task What_others_left_in_the_station_does_not_overrule_the_order()
    {
        const string Left = """{"chargingProfileId":PP,"stackLevel":3,"chargingProfilePurpose":"UU","chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":LL}]}}""";
        var station = await ReadyAsync(prepare: station =>
        {
            station.Leave(1, Left.Replace("PP", "700", StringComparison.Ordinal).Replace("UU", "TxProfile", StringComparison.Ordinal).Replace("LL", "30", StringComparison.Ordinal));
            station.Leave(0, Left.Replace("PP", "701", StringComparison.Ordinal).Replace("UU", "ChargePointMaxProfile", StringComparison.Ordinal).Replace("LL", "3", StringComparison.Ordinal));
            station.Leave(1, Left.Replace("PP", "702", StringComparison.Ordinal).Replace("UU", "TxDefaultProfile", StringComparison.Ordinal).Replace("LL", "25", StringComparison.Ordinal));
        });
        await station.StartAsync();
        (await CycleAsync(10)).ShouldBeTrue();

        station.Limit().ShouldBe(10);
        Clock.Advance(OcppStation.Lifetime);
        station.Limit().ShouldBe(6);
    }

    [Fact]
    public async Task A_station_that_was_away_gets_its_order_again()
    {
        var station = await ReadyAsync();
        await CycleAsync(10);
        station.Peer.Cut();
        await Patience.UntilAsync(() => !Device.IsConnected, "the connection is gone");
        await Sources[0].PollAsync(Cancellation);
        Clock.Advance(TimeSpan.FromSeconds(6));
        Sources[0].Problem.ShouldBe("CP-1 is not connected.");
        Sources[0].Latest!.Value.Age.ShouldBeGreaterThan(TimeSpan.FromSeconds(5)); // silent for the load control
        (await CycleAsync(10)).ShouldBeFalse();

        await station.ConnectAsync(); // without a word of its state, which was known before
        await station.Peer.ResultAsync("Heartbeat", "{}");
        await Patience.UntilAsync(() => Device.IsReady, "the station is ready");
        (await CycleAsync(10)).ShouldBeTrue();
        station.Peer.HeardOf("SetChargingProfile").Select(set => (int)set["csChargingProfiles"]!["chargingProfileId"]!).ShouldBe([11, 12]);
    }

    [Fact]
    public async Task A_station_that_starts_anew_gets_its_order_again()
    {
        var station = await ReadyAsync();
        await CycleAsync(10);
        await station.BootAsync();
        Sources[0].ConfirmedA.ShouldBeNull();
        (await CycleAsync(10)).ShouldBeTrue();

        station.Peer.HeardOf("SetChargingProfile").Length.ShouldBe(4);
    }

    [Fact]
    public async Task Values_have_their_real_age_and_what_is_stale_is_missing()
    {
        var station = await ReadyAsync("Charging");
        await station.CurrentAsync(10, 10, 10);
        Clock.Advance(TimeSpan.FromSeconds(3));
        await Sources[0].PollAsync(Cancellation);
        var young = Sources[0].Latest!.Value.Sample;
        Clock.Advance(TimeSpan.FromSeconds(13));
        await Sources[0].PollAsync(Cancellation);
        var old = Sources[0].Latest!.Value.Sample;

        (young.MeasuredBefore, young.CurrentA.L1).ShouldBe((TimeSpan.FromSeconds(3), 10.0));
        (old.State, old.CurrentA.L1, old.ImportWh).ShouldBe((StationState.Charging, null, 12500));
    }

    [Fact]
    public async Task Values_that_the_station_kept_from_a_time_without_connection_are_not_what_flows_now()
    {
        var station = await ReadyAsync("Charging");
        await station.MeterAsync("""{"value":"10","measurand":"Current.Import","phase":"L1"},{"value":"9.9","unit":"kWh"}""", at: "2026-11-02T17:30:00Z");
        await Sources[0].PollAsync(Cancellation);

        var sample = Sources[0].Latest!.Value.Sample;
        (sample.CurrentA.L1, sample.ImportWh).ShouldBe((null, 9900));
    }

    [Fact]
    public async Task Values_that_do_not_come_by_themselves_are_asked_for()
    {
        var station = await ReadyAsync("Charging");
        await Patience.UntilAsync(() => station.Peer.HeardOf("TriggerMessage").Any(trigger => (string?)trigger["requestedMessage"] == "MeterValues"), "values are asked for");

        station.Configuration["MeterValueSampleInterval"].ShouldBe("5");
        station.Configuration["MeterValuesSampledData"].ShouldStartWith("Current.Import,");
        station.Peer.HeardOf("TriggerMessage").ShouldContain(trigger => (string?)trigger["requestedMessage"] == "StatusNotification" && (int)trigger["connectorId"]! == 1);
    }

    [Fact]
    public async Task Keys_that_stand_already_are_not_written_again()
    {
        var station = await ReadyAsync();
        await Patience.UntilAsync(() => station.Peer.HeardOf("ChangeConfiguration").Length == 3, "the keys are set");
        station.Peer.Cut();
        await Patience.UntilAsync(() => !Device.IsConnected, "the connection is gone");
        await ConnectAsync(station);

        station.Peer.HeardOf("GetConfiguration").Length.ShouldBe(1);
        station.Peer.HeardOf("ChangeConfiguration").ShouldBeEmpty();
    }

    [Theory]
    [InlineData(120, true)]
    [InlineData(20, false)]
    [InlineData(-20, false)]
    public async Task A_station_whose_clock_is_off_is_not_relied_on_to_fall_back(int seconds, bool isOff)
    {
        var station = await ReadyAsync();
        await CycleAsync(10);
        string at = Clock.GetUtcNow().AddSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
        await station.MeterAsync("""{"value":"9","unit":"kWh"}""", at: at);
        await Sources[0].PollAsync(Cancellation);

        Sources[0].WhenSilent.ShouldBe(isOff ? WhenSilent.Unknown : WhenSilent.FallsBack);
        if (isOff)
            Sources[0].Problem.ShouldNotBeNull().ShouldContain("clock of the station is off by 120 s");
    }

    [Fact]
    public async Task A_station_that_takes_watts_only_gets_them_for_the_phases_that_the_car_loads_at_the_lowest_voltage()
    {
        Supply.LowestV = 225;
        var station = await ReadyAsync(prepare: station => station.Configuration["ChargingScheduleAllowedChargingRateUnit"] = "Power");
        (await CycleAsync(10)).ShouldBeTrue();
        station.Limit().ShouldBe(2250); // nobody knows on how many phases
        await station.CurrentAsync(0, 0, 0);
        Clock.Advance(TimeSpan.FromSeconds(5));
        (await CycleAsync(10)).ShouldBeTrue();
        station.Limit().ShouldBe(6750);
        await station.CurrentAsync(10, 0, 0);
        (await CycleAsync(10)).ShouldBeTrue();
        station.Limit().ShouldBe(2250);

        Clock.Advance(OcppStation.Lifetime);
        station.Limit().ShouldBe(6 * 230);
    }

    [Fact]
    public async Task A_station_with_one_stack_level_cannot_fall_back_and_says_so()
    {
        await ReadyAsync(prepare: station => station.Configuration["ChargeProfileMaxStackLevel"] = "0");
        await Sources[0].PollAsync(Cancellation);

        Sources[0].WhenSilent.ShouldBe(WhenSilent.Unknown);
        Sources[0].Problem.ShouldNotBeNull().ShouldContain("keepsProfile");
    }
}
