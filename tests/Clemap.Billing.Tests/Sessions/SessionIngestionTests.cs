using Clemap.Contracts.Sessions;

namespace Clemap.Billing.Tests.Sessions;

public sealed class SessionIngestionTests(BillingHost host)
{
    private static readonly DateTimeOffset Evening = new(2026, 10, 4, 16, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Post_SentAgain_IsHarmless()
    {
        var site = await BilledSite.CreateAsync(host);
        var batch = new SessionBatch([Good(), Good()]);

        (await site.PostSessionsAsync(batch)).Accepted.ShouldBe(2);
        var again = await site.PostSessionsAsync(batch);

        (again.Accepted, again.Duplicates).ShouldBe((0, 2));
    }

    [Fact]
    public async Task Post_BadRows_AreNamedAndTheOthersStored()
    {
        var site = await BilledSite.CreateAsync(host);

        var answer = await site.PostSessionsAsync(new SessionBatch(
        [
            Good(),
            Good() with { StationId = Guid.CreateVersion7() },
            Good() with { EndedAt = Evening.AddHours(-1) },
            Good() with { EndedAt = BillingHost.Now.AddHours(1) },
            Good() with { StartWh = -1 },
            Good() with { EndWh = 1 },
            Good() with { Card = "04 A1; drop" },
            Good() with { SessionId = Guid.Empty },
            null!,
        ]));

        answer.Accepted.ShouldBe(1);
        answer.Rejected.Select(row => (row.Index, row.Reason, row.Field)).ShouldBe(
        [
            (1, "unknown-source", "stationId"), (2, "out-of-range", "endedAt"), (3, "in-the-future", "endedAt"), (4, "out-of-range", "startWh"),
            (5, "out-of-range", "endWh"), (6, "out-of-range", "card"), (7, "required", "sessionId"), (8, "malformed", null),
        ]);
    }

    private static ChargingSession Good() => BilledSite.Session(BilledSite.A1, Evening, Evening.AddHours(2), 1_000, 5_000, "04A1B2C3D4");
}
