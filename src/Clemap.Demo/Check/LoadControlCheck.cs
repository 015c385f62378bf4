using System.Globalization;
using System.Net;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

/// <summary>Enrolled, live, limit down and up again.</summary>
internal sealed class LoadControlCheck(Api administrator, Api owner, DemoFolder folder, Progress progress, Figures figures)
{
    private static readonly TimeSpan ReactionLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeProvider Clock = TimeProvider.System;
    private long changedAt;
    private readonly string site = $"/api/v1/sites/{DemoSite.Site}";

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await progress.StepAsync("The device is enrolled with its own key", async _ =>
        {
            var (detail, _) = await Wait.ForAsync("The device has not reported what is in force", TimeSpan.FromSeconds(30),
                async () => await administrator.GetAsync(site, cancellationToken) is { } found && found["reported"] is not null ? found : null, cancellationToken);
            return $"software {detail["reported"]!["software"]}, version {detail["reported"]!["version"]} in force";
        });
        await progress.StepAsync("Live readings of every meter and station arrive", async _ =>
        {
            var (count, _) = await Wait.ForAsync("Live readings are not fresh", TimeSpan.FromSeconds(60), () => FreshAsync(cancellationToken), cancellationToken);
            return $"{count} sources";
        });
        using var meter = new SiteMeter(folder);
        var limitA = 0;
        await progress.StepAsync("Cars charge", async _ =>
        {
            var (currents, _) = await Wait.ForAsync("No phase carries 35 A", TimeSpan.FromSeconds(90),
                async () => await meter.CurrentsAsync(cancellationToken) is { } now && now.Max() >= 35 ? now : null, cancellationToken);
            limitA = (int)(currents.Max() * 0.65);
            return $"{Text(currents)} at the grid connection";
        });
        await progress.StepAsync("Who may not change limits cannot", async _ =>
        {
            var status = await owner.StatusAsync(HttpMethod.Patch, site + "/desired-state", Wish(limitA), cancellationToken);
            return status == HttpStatusCode.Forbidden ? "403" : throw new DemoException($"The owner changed a limit: {(int)status}.");
        });
        await progress.StepAsync("The administrator lowers the site limit", _ => ChangeAsync(limitA, cancellationToken));
        await progress.StepAsync($"The sum of currents falls under {limitA} A on every phase", async _ =>
        {
            var (currents, _) = await Wait.ForAsync("The currents are still above the limit", ReactionLimit - Clock.GetElapsedTime(changedAt),
                async () => await meter.CurrentsAsync(cancellationToken) is { } now && now.Max() <= limitA ? now : null, cancellationToken);
            var after = Clock.GetElapsedTime(changedAt);
            figures.Add("limit-change-to-currents-under-it-s", after.TotalSeconds);
            return $"{Text(currents)} {after.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s after the change";
        });
        await progress.StepAsync("The administrator takes the limit back", _ => ChangeAsync(null, cancellationToken));
    }

    private async Task<string?> ChangeAsync(int? limitA, CancellationToken cancellationToken)
    {
        changedAt = Clock.GetTimestamp();
        var document = await administrator.SendAsync(HttpMethod.Patch, site + "/desired-state", Wish(limitA), cancellationToken);
        var version = (long)document["version"]!;
        await Wait.ForAsync("The change is not in force", ReactionLimit,
            async () => (await administrator.GetAsync(site, cancellationToken))["reported"] is { } reported && (long)reported["version"]! >= version
                ? reported
                : null, cancellationToken);
        var after = Clock.GetElapsedTime(changedAt);
        figures.Add(limitA is null ? "limit-taken-back-to-in-force-s" : "limit-change-to-in-force-s", after.TotalSeconds);
        return $"{(limitA is null ? "as commissioned" : $"{limitA} A")}, in force after {after.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture)} s";
    }

    private static object Wish(int? limitA) => new { circuitLimitsA = new Dictionary<Guid, int?> { [DemoSite.GridCircuit] = limitA } };

    private async Task<string?> FreshAsync(CancellationToken cancellationToken)
    {
        var model = (await administrator.GetAsync(site, cancellationToken))["model"];
        var expected = (model?["meters"]?.AsArray().Count ?? 0) + (model?["stations"]?.AsArray().Count ?? 0);
        var live = (await administrator.GetAsync(site + "/live", cancellationToken)).AsArray();
        var now = Clock.GetUtcNow();
        var fresh = live.Count(source => now - (DateTimeOffset)source!["at"]! < TimeSpan.FromSeconds(30));
        return expected > 0 && fresh == expected ? fresh.ToString(CultureInfo.InvariantCulture) : null;
    }

    private static string Text(double[] currents) =>
        string.Join(" / ", currents.Select(current => current.ToString("0.0", CultureInfo.InvariantCulture))) + " A";
}
