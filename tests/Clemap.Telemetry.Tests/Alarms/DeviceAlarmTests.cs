using Clemap.Platform.Devices;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Ingestion;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Alarms;

public sealed class DeviceAlarmTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T0 = AlarmSite.T0;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_device_that_falls_silent_is_an_alarm_until_it_has_been_back_for_a_while()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.LookAsync(T0.AddMinutes(4.9));
        (await site.AlarmsAsync()).ShouldBeEmpty();
        await site.LookAsync(T0.AddMinutes(5));

        var alarm = (await site.AlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.SubjectId, alarm.Since).ShouldBe((AlarmKind.DeviceOffline, site.Site.DeviceId, T0));
        AlarmSite.German(alarm).ShouldBe($"Vom Gerät {site.Serial} kam seit mehr als 5 Minuten nichts mehr.");

        await site.SeenAsync(T0.AddMinutes(6));
        await site.LookAsync(T0.AddMinutes(6));
        // Away for three minutes: neither silent nor back.
        await site.LookAsync(T0.AddMinutes(9));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBeNull();
        await site.SeenAsync(T0.AddMinutes(10));
        await site.LookAsync(T0.AddMinutes(10));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBe(T0.AddMinutes(10));
    }

    [Fact]
    public async Task A_device_that_was_never_heard_of_raises_nothing()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Suspended")]
    [InlineData("Retired")]
    public async Task A_device_that_is_not_in_use_raises_nothing_and_its_alarms_end(string state)
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 39, 0, 0);
        await site.LookAsync(T0);
        await site.LookAsync(T0.AddMinutes(10));
        (await site.AlarmsAsync()).Count.ShouldBe(2);

        await site.StateAsync(state);
        await site.LookAsync(T0.AddMinutes(11));
        await site.LookAsync(T0.AddMinutes(12));
        var alarms = await site.AlarmsAsync();
        alarms.Count.ShouldBe(2);
        alarms.ShouldAllBe(alarm => alarm.ClearedBecause == ClearedBecause.NotWatched && alarm.ClearedAt == T0.AddMinutes(11));
    }

    [Fact]
    public async Task An_element_that_is_not_commissioned_any_more_ends_its_alarms()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.MeasureAsync(T0, 6, 39, 0, 0);
        await site.LookAsync(T0);
        await site.ModelAsync(new() { Circuits = [], Meters = [], Stations = [] });
        await site.LookAsync(T0.AddSeconds(30));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedBecause.ShouldBe(ClearedBecause.NotWatched);
    }

    [Fact]
    public async Task A_wrong_clock_is_an_alarm_and_an_old_report_says_nothing_of_it()
    {
        var site = await AlarmSite.NewAsync(host);
        await site.SeenAsync(T0);
        await site.ReportAsync(T0, -50);
        await site.LookAsync(T0.AddMinutes(3));
        (await site.AlarmsAsync(AlarmKind.ClockSkew)).ShouldBeEmpty();
        await site.LookAsync(T0.AddMinutes(1));
        var alarm = (await site.AlarmsAsync(AlarmKind.ClockSkew)).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Value, alarm.Bound).ShouldBe((AlarmKind.ClockSkew, -50, 30));

        await site.LookAsync(T0.AddMinutes(4));
        (await site.AlarmsAsync(AlarmKind.ClockSkew)).ShouldHaveSingleItem().CalmSince.ShouldBeNull();
        foreach (var minute in new[] { 4, 6 })
        {
            await site.ReportAsync(T0.AddMinutes(minute), null);
            await site.LookAsync(T0.AddMinutes(minute));
        }

        (await site.AlarmsAsync(AlarmKind.ClockSkew)).ShouldHaveSingleItem().ClearedAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_device_that_is_connected_and_does_not_get_rid_of_its_readings_is_an_alarm()
    {
        var site = await AlarmSite.NewAsync(host);
        for (var minute = 0; minute <= 29; minute++)
            await SaysAsync(site, T0.AddMinutes(minute), 5_000 + minute, T0.AddHours(-2));
        await site.SeenAsync(T0.AddMinutes(29));
        await site.LookAsync(T0.AddMinutes(29));
        (await site.AlarmsAsync()).ShouldBeEmpty();
        await SaysAsync(site, T0.AddMinutes(30), 5_030, T0.AddHours(-2));
        await site.LookAsync(T0.AddMinutes(30));
        var alarm = (await site.AlarmsAsync()).ShouldHaveSingleItem();
        (alarm.Kind, alarm.Value, alarm.Since).ShouldBe((AlarmKind.OutboxFilling, 5_030, T0));

        // What it said long ago says nothing; that it is rid of them ends the alarm.
        await site.SeenAsync(T0.AddMinutes(34));
        await site.LookAsync(T0.AddMinutes(34));
        (await site.AlarmsAsync()).ShouldHaveSingleItem().CalmSince.ShouldBeNull();
        foreach (var minute in new[] { 35, 37 })
        {
            await SaysAsync(site, T0.AddMinutes(minute), 2, T0.AddMinutes(minute - 1));
            await site.LookAsync(T0.AddMinutes(minute));
        }

        (await site.AlarmsAsync()).ShouldHaveSingleItem().ClearedAt.ShouldBe(T0.AddMinutes(37));
    }

    [Fact]
    public async Task A_device_that_comes_back_with_what_it_kept_has_half_an_hour_to_send_it()
    {
        var site = await AlarmSite.NewAsync(host);
        await SaysAsync(site, T0.AddHours(-3), 500, T0.AddHours(-5));
        await SaysAsync(site, T0, 5_000, T0.AddHours(-5));
        await site.SeenAsync(T0);
        await site.LookAsync(T0);
        (await site.AlarmsAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_batch_brings_along_what_waits_and_nonsense_costs_no_reading()
    {
        var (site, other) = (await AlarmSite.NewAsync(host), await AlarmSite.NewAsync(host));
        var reading = Sample.At(site.Meter, TelemetryHost.Now);
        (await site.Site.PostAsync(TestSite.Batch([reading]) with { PendingReadings = 77, OldestPendingAt = TelemetryHost.Now.AddHours(-1) })).EnsureSuccessStatusCode();
        (await other.Site.PostAsync(TestSite.Batch([Sample.At(other.Meter, TelemetryHost.Now)]) with { PendingReadings = -1 })).EnsureSuccessStatusCode();

        const string Outboxes = "select pending, device_id, behind_since is not null from telemetry.device_outbox";
        (await host.QueryAsync(site.Site.OrganisationId, Outboxes)).ShouldHaveSingleItem().ShouldBe([77L, site.Site.DeviceId, true]);
        (await host.QueryAsync(other.Site.OrganisationId, Outboxes)).ShouldBeEmpty();
        (await host.QueryAsync(other.Site.OrganisationId, "select from telemetry.reading")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_many_devices_say_at_once_takes_few_transactions()
    {
        var devices = Enumerable.Range(0, 60).Select(_ => Guid.CreateVersion7()).ToList();
        var organisations = new[] { host.NewSite(), host.NewSite(), host.NewSite() };
        var notes = host.Services.GetRequiredService<OutboxNotes>();

        await Task.WhenAll(devices.Select((device, index) => notes.TakeAsync(
            new DeviceIdentity(device, organisations[index % 3].OrganisationId, organisations[index % 3].SiteId, "CL", true, null),
            TestSite.Batch([]) with { PendingReadings = index }, TelemetryHost.Now)));

        var kept = new List<object?[]>();
        foreach (var site in organisations)
            kept.AddRange(await host.QueryAsync(site.OrganisationId, "select device_id, pending, xmin::text from telemetry.device_outbox"));
        kept.Select(row => ((Guid)row[0]!, (long)row[1]!)).ShouldBe(devices.Select((device, index) => (device, (long)index)), ignoreOrder: true);
        kept.Select(row => row[2]).Distinct().Count().ShouldBeLessThan(20);
    }

    private Task SaysAsync(AlarmSite site, DateTimeOffset at, long pending, DateTimeOffset oldest) => host.Services.GetRequiredService<OutboxNotes>().TakeAsync(
        new DeviceIdentity(site.Site.DeviceId, site.Site.OrganisationId, site.Site.SiteId, site.Serial, true, null),
        TestSite.Batch([]) with { PendingReadings = pending, OldestPendingAt = oldest }, at);
}
