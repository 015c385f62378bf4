using System.Text.Json.Nodes;
using Clemap.Demo.Processes;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

/// <summary>Kills the edge and starts it: no ten-second slot may be missing or doubled.</summary>
internal sealed class RestartCheck(Api administrator, Programs programs, List<Child> running, Progress progress)
{
    /// <param name="begun">Since when the edge runs and no slot may be missing.</param>
    public async Task RunAsync(DateTimeOffset begun, CancellationToken cancellationToken)
    {
        var from = Slot(begun).AddSeconds(10);
        await progress.StepAsync("The edge is killed and started again", async _ =>
        {
            // The kill must fall into the span that is judged.
            if (from.AddSeconds(2) - TimeProvider.System.GetUtcNow() is { Ticks: > 0 } early)
                await Task.Delay(early, cancellationToken);
            var old = running.Single(child => child.Name == "edge controller");
            await old.KillAsync(cancellationToken);
            await old.DisposeAsync();
            running.Remove(old);
            var started = programs.Edge();
            running.Add(started);
            await started.ReadyAsync(TimeSpan.FromSeconds(30), cancellationToken);
            return null;
        });
        await progress.StepAsync("No ten-second slot is missing or doubled", async _ =>
        {
            await Task.Delay(TimeSpan.FromSeconds(20), cancellationToken);
            var to = Slot(TimeProvider.System.GetUtcNow());
            JsonArray sources = [];
            try
            {
                await Wait.ForAsync("Slots are missing", TimeSpan.FromSeconds(30), async () =>
                {
                    sources = await CompletenessAsync(from, to, cancellationToken);
                    return sources.Count > 0 && sources.All(source => (long)source!["stored"]! == (long)source["expected"]!) ? sources : null;
                }, cancellationToken);
            }
            catch (DemoException missing)
            {
                throw new DemoException($"{missing.Message} {sources.ToJsonString()}", missing);
            }

            return $"{sources.Count} sources, {sources[0]!["stored"]} slots each";
        });
    }

    private async Task<JsonArray> CompletenessAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        var query = $"?from={Uri.EscapeDataString(from.ToString("o"))}&to={Uri.EscapeDataString(to.ToString("o"))}";
        return (await administrator.GetAsync($"/api/v1/sites/{DemoSite.Site}/completeness{query}", cancellationToken)).AsArray();
    }

    private static DateTimeOffset Slot(DateTimeOffset at) => new(at.Ticks - (at.Ticks % TimeSpan.FromSeconds(10).Ticks), TimeSpan.Zero);
}
