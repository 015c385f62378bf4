using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Clemap.Platform.Sites;

namespace Clemap.Portal.Pages.Site;

/// <param name="Current">In grid order, A per phase.</param>
/// <param name="AllowedA">What the controller allows now; <see langword="null"/> when not known.</param>
/// <param name="Reason">Codes of the controller.</param>
public sealed record StationView(
    StationModel Model,
    StationState State,
    PhaseValues Current,
    double? AllowedA,
    double? PowerW,
    string? Reason,
    StationPriority Priority,
    LimitStanding Limit)
{
    public Guid Id => Model.Id;

    public string Name => Model.Name;

    /// <summary>The largest of the phases: what a person calls "the current" of a station.</summary>
    public double? CurrentA => Current.ByPhase
        .Where(phase => phase.CurrentA is not null)
        .Select(phase => phase.CurrentA)
        .MaxBy(currentA => Math.Abs(currentA!.Value));

    public static StationView Of(StationModel model, Reading? reading, SiteDetail site)
    {
        var wish = site.Desired.Stations.GetValueOrDefault(model.Id);
        return new StationView(
            model,
            reading?.State ?? StationState.NotInOperation,
            PhaseValues.Of(reading),
            reading?.LimitA,
            SiteBoard.PowerW(reading),
            reading?.Reason,
            wish?.Priority ?? StationPriority.Normal,
            SiteBoard.Standing(site, model.Id, model.MaximumA, wish?.LimitA, site.Reported?.StationLimitsA));
    }
}
