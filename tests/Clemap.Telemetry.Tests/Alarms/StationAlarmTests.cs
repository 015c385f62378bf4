using Clemap.Telemetry.Alarms;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class StationAlarmTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    [Fact]
    public async Task A_minute_above_the_limit_is_an_alarm_and_silence_does_not_clear_it()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.ChargeAsync(T0, 6, 12, 10);
        await site.LookAsync(T0);

        var alarm = (await site.AlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.SubjectId, alarm.Element, alarm.Phase, alarm.Value, alarm.Bound).ShouldBe((AlarmKind.StationIgnoresOrders, site.Station, "A1", (short?)null, 12, 10));
        AlarmSite.German(alarm).ShouldBe("Die Ladestation A1 gibt seit einer Minute 12 A, obwohl sie 10 A geben darf.");

        await site.LookAsync(T0.AddMinutes(30));
        await site.LookAsync(T0.AddMinutes(40));
        (await site.AlarmsAsync(AlarmKind.StationIgnoresOrders)).ShouldHaveSingleItem().CalmSince.ShouldBeNull();

        foreach (var minute in new[] { 41, 43 })
        {
            await site.ChargeAsync(T0.AddMinutes(minute), 6, 9.9f, 10);
            await site.LookAsync(T0.AddMinutes(minute));
        }

        (await site.AlarmsAsync(AlarmKind.StationIgnoresOrders)).ShouldHaveSingleItem().ClearedBecause.ShouldBe(ClearedBecause.Over);
    }

    // A limit of zero is a limit.
    [Theory]
    [InlineData(6f, 0f, true)]
    [InlineData(10.9f, 10f, false)]
    [InlineData(30f, null, false)]
    [InlineData(null, 0f, false)]
    [InlineData(-16f, 0f, false)]
    public async Task What_counts_is_current_into_the_vehicle_above_limit_and_tolerance(float? currentA, float? limitA, bool raised)
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.ChargeAsync(T0, 6, currentA, limitA);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).Count.ShouldBe(raised ? 1 : 0);
    }

    [Fact]
    public async Task A_limit_that_was_lowered_just_now_gives_the_station_its_minute()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.ChargeAsync(T0.AddSeconds(-40), 10, 16, 16);
        await site.ChargeAsync(T0, 4, 16, 6);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
        await site.ChargeAsync(T0.AddSeconds(20), 2, 16, 6);
        await site.LookAsync(T0.AddSeconds(20));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().Bound.ShouldBe(6);
    }
}
