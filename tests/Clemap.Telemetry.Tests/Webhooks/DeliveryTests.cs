using Clemap.Platform.Organisations;
using Clemap.Telemetry.Alarms;
using Clemap.Telemetry.Tests.Alarms;
using Clemap.Telemetry.Webhooks;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Telemetry.Tests.Webhooks;

public sealed class DeliveryTests(TelemetryHost host)
{
    private static readonly DateTimeOffset T = AlarmSite.T0.AddMinutes(10);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_raised_and_cleared_is_told_once_each_signed_and_in_a_stable_shape()
    {
        await using var receiver = await Receiver.StartAsync();
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        await site.RaiseAsync();
        await site.DeliverAsync(T);
        await site.ClearAsync();
        await site.DeliverAsync(T);
        await site.DeliverAsync(T.AddHours(1));

        var calls = receiver.Calls.ToArray();
        calls.Select(call => call.Json.GetProperty("type").GetString()).ShouldBe(["alarm.raised", "alarm.cleared"]);
        calls.ShouldAllBe(call => call.Method == "POST" && call.Path == "/hook" && call.IsSignedWith(site.Secret) && call.Timestamp == $"{T.ToUnixTimeSeconds()}");
        calls[0].IsSignedWith("whsec_" + Convert.ToBase64String(new byte[32])).ShouldBeFalse();
        (calls[0] with { Body = calls[0].Body.Replace("offline", "online", StringComparison.Ordinal) }).IsSignedWith(site.Secret).ShouldBeFalse();
        (calls[0] with { Timestamp = "1" }).IsSignedWith(site.Secret).ShouldBeFalse();
        var alarm = (await site.Alarms.AlarmsAsync()).Single();
        calls[0].Body.ShouldBe(
            $$$"""
            {"type":"alarm.raised","timestamp":"2026-11-20T09:06:00+00:00","data":{"id":"{{{alarm.Id}}}","kind":"device-offline","severity":"warning","siteId":"{{{alarm.SiteId}}}","deviceId":"{{{alarm.DeviceId}}}","subjectId":"{{{alarm.DeviceId}}}","element":"{{{site.Alarms.Serial}}}","bound":5,"since":"2026-11-20T09:00:00+00:00","raisedAt":"2026-11-20T09:06:00+00:00"}}
            """);
        var data = calls[1].Json.GetProperty("data");
        (data.GetProperty("clearedAt").GetString(), data.GetProperty("clearedBecause").GetString()).ShouldBe(("2026-11-20T09:09:00+00:00", "over"));
        (await site.DeliveriesAsync()).ShouldAllBe(delivery => delivery.State == DeliveryState.Delivered && delivery.Status == 204 && delivery.Attempts == 1);
    }

    [Fact]
    public async Task A_failed_attempt_is_followed_by_others_under_the_same_id_with_the_same_body()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Answer(500);
        receiver.Answer(503);
        receiver.Answer(503);
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        await site.RaiseAsync();
        await site.DeliverAsync(T);
        var row = (await site.DeliveriesAsync()).Single();
        (row.State, row.Status, row.Error, row.Attempts).ShouldBe((DeliveryState.Waiting, 500, DeliveryError.Status, 1));
        (row.DueAt - T).ShouldBeInRange(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

        // Not before it is due; and the alarm has moved on, the message has not.
        await site.DeliverAsync(T.AddSeconds(4));
        receiver.Calls.Count.ShouldBe(1);
        await site.ClearAsync();
        await site.DeliverAsync(T.AddMinutes(1));
        await site.DeliverAsync(T.AddMinutes(3));
        var calls = receiver.Calls.Where(call => call.Id == row.Id.ToString()).ToArray();
        calls.Length.ShouldBe(3);
        calls.Select(call => call.Body).Distinct().ShouldHaveSingleItem();
        calls.ShouldAllBe(call => call.IsSignedWith(site.Secret));
        (await site.RowAsync()).FailingSince.ShouldBeNull();
    }

    [Fact]
    public async Task After_a_day_it_is_given_up_and_the_webhook_paused_and_both_are_said()
    {
        await using var receiver = await Receiver.StartAsync();
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        await site.RaiseAsync();
        for (var hour = 0; hour <= 25; hour++)
        {
            receiver.Answer(500);
            await site.DeliverAsync(T.AddHours(hour));
        }

        (await site.DeliveriesAsync()).Single().State.ShouldBe(DeliveryState.GivenUp);
        var row = await site.RowAsync();
        (row.PausedReason, row.FailingSince).ShouldBe((PausedBecause.Failing, T));
        (await host.QueryAsync(site.OrganisationId, $"select actor_id, after ->> 'paused' from platform.audit where action = 'webhook.paused' and subject_id = '{site.Id}'"))
            .ShouldHaveSingleItem().ShouldBe([null, "failing"]);

        // While it is paused nothing is queued; a person takes it out of the pause, and it begins anew.
        await site.ClearAsync();
        (await site.DeliveriesAsync()).Count.ShouldBe(1);
        (await site.CallAsync(HttpMethod.Put, "", new { url = receiver.Url })).Status.ShouldBe(200);
        row = await site.RowAsync();
        (row.PausedAt, row.FailingSince).ShouldBe((null, null));
    }

    [Fact]
    public async Task A_node_that_ends_in_the_middle_leaves_its_messages_to_the_others()
    {
        await using var receiver = await Receiver.StartAsync();
        receiver.Next.Enqueue(http => Task.Delay(Timeout.Infinite, http.RequestAborted));
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        await site.RaiseAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            using var killed = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            killed.CancelAfter(TimeSpan.FromSeconds(1));
            await using var scope = host.Services.CreateOrganisationScope(site.OrganisationId);
            await scope.ServiceProvider.GetRequiredService<WebhookRound>().RunAsync(T, killed.Token);
        });

        await site.DeliverAsync(T.AddMinutes(1));
        receiver.Calls.Count.ShouldBe(1);
        await site.DeliverAsync(T.AddMinutes(2));
        receiver.Calls.Count.ShouldBe(2);
        receiver.Calls.Select(call => call.Id).Distinct().ShouldHaveSingleItem();
        (await site.DeliveriesAsync()).Single().State.ShouldBe(DeliveryState.Delivered);
    }

    [Fact]
    public async Task Many_nodes_at_once_send_each_message_once_and_a_few_at_once()
    {
        await using var receiver = await Receiver.StartAsync();
        var (now, most) = (0, 0);
        for (var call = 0; call < 12; call++)
        {
            receiver.Next.Enqueue(async http =>
            {
                InterlockedMax(ref most, Interlocked.Increment(ref now));
                await Task.Delay(100, http.RequestAborted);
                Interlocked.Decrement(ref now);
            });
        }

        var site = await WebhookSite.NewAsync(host, receiver.Url);
        for (var test = 0; test < 12; test++)
            (await site.CallAsync(HttpMethod.Post, "/test")).Status.ShouldBe(202);
        var due = host.Time.GetUtcNow();
        await site.DeliverAsync(due);
        most.ShouldBeLessThanOrEqualTo(WebhookRound.AtOnce);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => site.DeliverAsync(due), Stop)));
        receiver.Calls.Select(call => call.Id).Distinct().Count().ShouldBe(12);
        receiver.Calls.Count.ShouldBe(12);

        static void InterlockedMax(ref int target, int value)
        {
            for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
                Interlocked.CompareExchange(ref target, value, seen);
        }
    }

    [Theory]
    [InlineData(AlarmKind.FuseNearLimit, 0)]
    [InlineData(AlarmKind.DeviceOffline, 1)]
    public async Task Only_the_kinds_that_are_wanted_are_told(string kind, int told)
    {
        await using var receiver = await Receiver.StartAsync();
        var site = await WebhookSite.NewAsync(host, receiver.Url, kind);
        await site.RaiseAsync();
        (await site.DeliveriesAsync()).Count.ShouldBe(told);
    }

    [Fact]
    public async Task During_a_change_of_the_secret_both_sign_and_after_a_day_only_the_new_one()
    {
        await using var receiver = await Receiver.StartAsync();
        var site = await WebhookSite.NewAsync(host, receiver.Url);
        var (status, made) = await site.CallAsync(HttpMethod.Post, "/secret");
        status.ShouldBe(200);
        var secret = made.GetProperty("secret").GetString()!;
        secret.ShouldNotBe(site.Secret);
        await site.CallAsync(HttpMethod.Post, "/test");
        await site.DeliverAsync(host.Time.GetUtcNow());
        await site.CallAsync(HttpMethod.Post, "/test");
        await site.DeliverAsync(host.Time.GetUtcNow().AddHours(25));

        var calls = receiver.Calls.ToArray();
        calls.Select(call => (call.IsSignedWith(site.Secret), call.IsSignedWith(secret))).ShouldBe([(true, true), (false, true)]);
        calls[0].Json.GetProperty("type").GetString().ShouldBe("test");
    }
}
