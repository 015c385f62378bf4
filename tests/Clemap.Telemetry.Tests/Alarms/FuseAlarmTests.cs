using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class FuseAlarmTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    [Fact]
    public async Task A_minute_near_the_rating_is_one_alarm_until_a_calm_while_is_over()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 10, 38.5f, -5);
        await site.LookAsync(T0);
        await site.LookAsync(T0.AddSeconds(20));

        var alarm = (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem();
        (alarm.Kind, alarm.SubjectId, alarm.Element, alarm.Phase, alarm.Value, alarm.Bound).ShouldBe((AlarmKind.FuseNearLimit, AlarmSite.Circuit, "Garage", (short)2, 38.5, 40));
        (alarm.SiteId, alarm.DeviceId, alarm.Since, alarm.RaisedAt).ShouldBe((site.Site.SiteId, site.Site.DeviceId, T0.AddSeconds(-50), T0));
        AlarmSite.German(alarm).ShouldBe("Garage, Phase L2: Seit einer Minute fliessen 38.5 A, die Sicherung hat 40 A.");

        // Less, but not calm: still the same one.
        await site.MeasureAsync(T0.AddMinutes(2), 6, 10, 37, 5);
        await site.LookAsync(T0.AddMinutes(2));
        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem().CalmSince.ShouldBeNull();

        // Calm, and near again before it has been calm for long enough: it does not flap.
        await site.MeasureAsync(T0.AddMinutes(3), 6, 10, 12, 5);
        await site.LookAsync(T0.AddMinutes(3));
        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem().CalmSince.ShouldBe(T0.AddMinutes(3));
        await site.MeasureAsync(T0.AddMinutes(4), 6, 10, 39, 5);
        await site.LookAsync(T0.AddMinutes(4));
        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem().CalmSince.ShouldBeNull();

        foreach (var minute in new[] { 5, 6, 7 })
        {
            await site.MeasureAsync(T0.AddMinutes(minute), 6, 10, 12, 5);
            await site.LookAsync(T0.AddMinutes(minute));
        }

        alarm = (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem();
        (alarm.ClearedAt, alarm.ClearedBecause).ShouldBe((T0.AddMinutes(7), ClearedBecause.Over));
        await site.MeasureAsync(T0.AddMinutes(8), 6, 10, 39, 5);
        await site.LookAsync(T0.AddMinutes(8));
        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).Count.ShouldBe(2);
    }

    // A fuse heats up both ways: what feeds in counts like what is taken.
    [Fact]
    public async Task Feeding_in_counts_too()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, -39, 0, 0);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldHaveSingleItem().Value.ShouldBe(39);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(40)]
    public async Task A_minute_that_ended_between_two_looks_is_seen(int secondsAgo)
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0.AddSeconds(-secondsAgo), 6, 39, 0, 0);
        if (secondsAgo > 0)
            await site.MeasureAsync(T0, secondsAgo / 10, 1, 0, 0);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Less_than_a_minute_is_none()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0.AddSeconds(-50), 6, 5, 5, 5);
        await site.MeasureAsync(T0, 5, 39.5f, 5, 5);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    // Missing is never zero, and never the rating either.
    [Fact]
    public async Task Three_readings_of_a_minute_say_nothing_and_a_phase_that_is_not_measured_neither()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 3, 39.5f, null, null);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Silence_clears_nothing_nor_does_calm_on_another_phase()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 5, 39, 5);
        await site.LookAsync(T0);

        // Nothing at all for an hour.
        await site.LookAsync(T0.AddMinutes(30));
        await site.LookAsync(T0.AddMinutes(60));
        // Then the phase of the alarm is not measured any more.
        foreach (var minute in new[] { 61, 64 })
        {
            await site.MeasureAsync(T0.AddMinutes(minute), 6, 5, null, 5);
            await site.LookAsync(T0.AddMinutes(minute));
        }

        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldHaveSingleItem().ClearedAt.ShouldBeNull();
    }

    [Fact]
    public async Task A_late_batch_is_no_alarm_of_today()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 5, 5, 5);
        await site.MeasureAsync(T0.AddHours(-1), 30, 39, 39, 39);
        await site.LookAsync(T0);
        (await site.AlarmsAsync(AlarmKind.FuseNearLimit)).ShouldBeEmpty();
    }
}
