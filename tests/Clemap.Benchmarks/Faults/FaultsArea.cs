using System.Diagnostics;
using Clemap.Testing.Faults;

namespace Clemap.Benchmarks.Faults;

/// <summary>
/// Kills of the server, of PostgreSQL and of both while devices send, each followed by a look at all that is stored: the rows with their values, their minutes and quarter hours. What the
/// tests do a few times, many times.
/// </summary>
internal static class FaultsArea
{
    private const int UsualRounds = 100;
    private const int QuickRounds = 5;
    private const int Organisations = 3;
    private const int DevicesEach = 2;
    private static readonly Victim[] Victims = [Victim.Server, Victim.Postgres, Victim.Both];

    public static async Task<IReadOnlyList<Figure>> MeasureAsync(Measurement measurement)
    {
        var rounds = measurement.Rounds ?? (measurement.Quick ? QuickRounds : UsualRounds);
        var seed = Random.Shared.Next(1, 1_000_000);
        Progress.Say($"{rounds} kills each of the server, of PostgreSQL and of both; seed {seed} …");
        await using var server = new FaultServer();
        await server.StartAsync(CancellationToken.None);
        using var fleet = await FaultFleet.EnrolAsync(server, seed, Organisations, DevicesEach, CancellationToken.None);
        var check = new FaultCheck(server, fleet);
        var disrupter = new Disrupter(server, fleet, seed);
        var done = new List<FaultRound>();
        var wrong = 0;
        for (var round = 0; round < rounds * Victims.Length; round++)
        {
            var since = Stopwatch.GetTimestamp();
            done.Add(await disrupter.RoundAsync(Victims[round % Victims.Length], CancellationToken.None));
            var problems = await check.RunAsync(CancellationToken.None);
            wrong += problems.Count;
            Progress.Say($"{round + 1} of {rounds * Victims.Length}: {done[^1].Victim}, again after {done[^1].Recovery.TotalSeconds:0.0} s, {fleet.RowsSent} rows, {Stopwatch.GetElapsedTime(since).TotalSeconds:0} s {string.Join(' ', problems)}");
        }

        return
        [
            new("kills", done.Count, "", null),
            new("kills in the middle of batches", done.Count(round => round.WasSending), "", null),
            new("rows sent", fleet.RowsSent, "", null),
            new("rows acknowledged, with those sent again", fleet.RowsAcknowledged, "", null),
            new("requests without an answer, or sent away", fleet.Devices.Sum(device => device.Counts.Unanswered), "", null),
            new("rows lost", check.Lost, "", 0),
            new("rows doubled", check.Doubled, "", 0),
            new("other differences, in rows or rollups", wrong, "", 0),
            .. Victims.Select(victim => new Figure(
                $"longest time to recover, {Name(victim)}", Math.Round(done.Where(round => round.Victim == victim).Max(round => round.Recovery.TotalSeconds), 1), "s", 60)),
            .. Victims.Select(victim => new Figure(
                $"mean time to recover, {Name(victim)}", Math.Round(done.Where(round => round.Victim == victim).Average(round => round.Recovery.TotalSeconds), 1), "s", null)),
        ];
    }

    private static string Name(Victim victim) => victim switch
    {
        Victim.Server => "server",
        Victim.Postgres => "PostgreSQL",
        _ => "both",
    };
}
