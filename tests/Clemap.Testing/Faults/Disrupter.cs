using System.Diagnostics;

namespace Clemap.Testing.Faults;

/// <summary>Ends programs by SIGKILL while a fleet sends, and waits until the fleet is rid of its rows.</summary>
public sealed class Disrupter(FaultServer server, FaultFleet fleet, int seed)
{
    private const int Batches = 8;
    private const int LongestWaitMs = 250;
    private static readonly TimeSpan LongestRecovery = TimeSpan.FromSeconds(150);

    private readonly Random random = new(seed);

    /// <summary>One kill, at a random moment. Returns when all rows are acknowledged and the server is ready.</summary>
    /// <exception cref="TimeoutException">It did not recover.</exception>
    public async Task<FaultRound> RoundAsync(Victim victim, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(LongestRecovery);
        try
        {
            var sending = fleet.SendAsync(Batches, patience.Token);
            await Task.Delay(random.Next(LongestWaitMs), patience.Token);
            var wasSending = !sending.IsCompleted;
            var struck = Stopwatch.GetTimestamp();
            await StrikeAsync(victim, patience.Token);
            await sending;
            while (fleet.FirstAcknowledgedAfter(struck) is null)
                await fleet.SendAsync(1, patience.Token);
            await server.Process.ReadyAsync(patience.Token);
            return new(victim, wasSending, Stopwatch.GetElapsedTime(struck, fleet.FirstAcknowledgedAfter(struck)!.Value));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"Not all rows were acknowledged within {LongestRecovery.TotalSeconds} s after the kill of {victim}.");
        }
    }

    private async Task StrikeAsync(Victim victim, CancellationToken cancellationToken)
    {
        switch (victim)
        {
            case Victim.Server:
                await server.Process.KillAsync();
                await server.StartAsync(cancellationToken);
                break;
            case Victim.Postgres:
                Kill(server.Process.PostgresId);
                break;
            case Victim.Backend:
                // Of those that store readings, if there is one just now.
                Kill(await server.AskAsync<int>(
                    "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() order by usename = 'clemap_ingest' desc, random() limit 1", cancellationToken));
                break;
            default:
                Kill(server.Process.PostgresId);
                await server.Process.KillAsync();
                await server.StartAsync(cancellationToken);
                break;
        }
    }

    private static void Kill(int? id)
    {
        using var process = Process.GetProcessById(id ?? throw new InvalidOperationException("PostgreSQL does not run."));
        process.Kill();
    }
}

/// <param name="WasSending">False when all was acknowledged before the kill.</param>
/// <param name="Recovery">From the kill until a request that began after it was acknowledged.</param>
public sealed record FaultRound(Victim Victim, bool WasSending, TimeSpan Recovery);

public enum Victim
{
    Server,

    /// <summary>The first process of PostgreSQL, which the others follow.</summary>
    Postgres,

    Both,

    /// <summary>One connection's process of PostgreSQL, which restarts all others by itself.</summary>
    Backend,
}
