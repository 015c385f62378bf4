namespace Clemap.Benchmarks.Ingestion;

/// <summary>How long the rollup lets quarter hours wait that are over: the age of the oldest mark, looked at twice a second.</summary>
internal sealed class RollupLag : IAsyncDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly List<double> ages = [];
    private readonly Task looking;

    public RollupLag(BenchedServer server) => looking = LookAsync(server);

    /// <summary>Longest, s.</summary>
    public double LongestS => Math.Round(ages.DefaultIfEmpty(0).Max(), 1);

    private const string Over = "from telemetry.dirty_bucket where bucket < now() - interval '17 minutes'";

    /// <summary>Marks that wait, also those of gaps.</summary>
    public static Task<long> CountAsync(BenchedServer server) => server.AskAsync<long>($"select count(*) {Over}");

    private static Task<double> AgeAsync(BenchedServer server) => server.AskAsync<double>(
        $"select coalesce(extract(epoch from clock_timestamp() - min(marked_at)), 0)::float8 {Over} and not is_gap");

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await looking;
        stop.Dispose();
    }

    private async Task LookAsync(BenchedServer server)
    {
        while (!stop.IsCancellationRequested)
        {
            ages.Add(await AgeAsync(server));
            await Task.Delay(500, CancellationToken.None);
        }
    }
}
