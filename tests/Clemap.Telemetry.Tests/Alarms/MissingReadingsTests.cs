using Clemap.Contracts.Telemetry;
using Clemap.Telemetry.Alarms;
using Clemap.Platform.Devices;
using Clemap.Telemetry.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Alarms;

/// <summary>The quarter hour that is looked at ended five minutes ago.</summary>
public sealed class MissingReadingsTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_meter_that_gives_too_few_is_an_alarm_whether_or_not_the_minutes_are_rolled_up(bool rolledUp)
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await MeasuredAsync(site, T0.AddMinutes(-60), T0.AddMinutes(-20));
        await MeasuredAsync(site, T0.AddMinutes(-20), T0.AddMinutes(-7));
        if (rolledUp)
            await site.Site.SettleAsync(T0.AddHours(-2), T0);
        await site.LookAsync(T0);

        var alarm = (await site.AlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.SubjectId, alarm.Element, alarm.Value, alarm.Bound).ShouldBe((AlarmKind.ReadingsMissing, site.Meter, "Zähler Garage", 12, 90));
        AlarmSite.German(alarm).ShouldBe("Von Zähler Garage fehlen 12 von 90 Messwerten einer Viertelstunde.");

        await MeasuredAsync(site, T0.AddMinutes(-7), T0.AddMinutes(20));
        foreach (var minute in new[] { 18, 20 })
        {
            await site.SeenAsync(T0.AddMinutes(minute));
            await site.LookAsync(T0.AddMinutes(minute));
        }

        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedBecause.ShouldBe(ClearedBecause.Over);
    }

    [Fact]
    public async Task A_slot_or_two_are_none()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await MeasuredAsync(site, T0.AddMinutes(-60), T0.AddMinutes(-6.5));
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_just_commissioned_misses_nothing()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await MeasuredAsync(site, T0.AddMinutes(-10), T0);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_device_may_still_send_is_not_missed()
    {
        var site = await AlarmSite.NewAsync(host);
        await MeasuredAsync(site, T0.AddMinutes(-60), T0.AddMinutes(-20));

        // Silent: that is the alarm, and not each of its meters.
        await site.SeenAsync(T0.AddMinutes(-20));
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldHaveSingleItem().Kind.ShouldBe(AlarmKind.DeviceOffline);

        // Just back.
        await site.SeenAsync(T0);
        await site.LookAsync(T0);
        // Back for a while, and it says that it has them.
        await site.SeenAsync(T0.AddMinutes(3));
        await host.Services.GetRequiredService<OutboxNotes>().TakeAsync(
            new DeviceIdentity(site.Site.DeviceId, site.Site.OrganisationId, site.Site.SiteId, site.Serial, true, null),
            TestSite.Batch([]) with { PendingReadings = 100, OldestPendingAt = T0.AddMinutes(-20) }, T0.AddMinutes(3));
        await site.LookAsync(T0.AddMinutes(3));
        await site.LookAsync(T0.AddMinutes(3.5));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldNotBeNull();

        // And now that it has none any more.
        await site.SeenAsync(T0.AddMinutes(6));
        await site.LookAsync(T0.AddMinutes(6));
        (await site.AlarmsAsync(AlarmKind.ReadingsMissing)).ShouldHaveSingleItem().Value.ShouldBe(90);
    }

    // In one batch, and the station beside it is complete or was never heard of.
    private static async Task MeasuredAsync(AlarmSite site, DateTimeOffset from, DateTimeOffset to) => await site.Site.SendAsync(
        AlarmSite.Slots(to.AddSeconds(-10), (int)((to - from).TotalSeconds / 10)).Select(at => new Reading { SourceId = site.Meter, At = at, CurrentL1A = 1 }));
}
