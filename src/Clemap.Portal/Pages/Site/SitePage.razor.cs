using Clemap.Contracts.Telemetry;
using Clemap.Platform.Actions;
using Clemap.Platform.DesiredState;
using Clemap.Platform.GridCommands;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.LiveFeed;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Site;

public sealed partial class SitePage : ComponentBase, IDisposable
{
    private const int RestrictionsShown = 10;

    private readonly Dictionary<Guid, Reading> _latest = [];
    private CancellationTokenSource _stop = new();
    private Guid _shown;
    private SiteDetail? _site;
    private SiteBoard? _board;
    private DesiredStateStanding? _standing;
    private VersionConflict? _conflict;
    private DesiredStateWish? _mine;
    private string? _problem;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private bool _missing;
    private bool _stale;
    private bool _mayControl;
    private bool _mayOperate;
    private IReadOnlyList<RestrictionView> _restrictions = [];
    private IReadOnlyList<ActionView> _actions = [];

    [Parameter] public Guid SiteId { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private ILiveFeed Feed { get; set; } = null!;

    [Inject] private ISiteChanges Changes { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<GridTexts> GridText { get; set; } = null!;

    [Inject] private IStringLocalizer<ActionTexts> ActionText { get; set; } = null!;

    private StationOrders? Orders => _mayOperate
        ? new(_site?.Reported?.LockedStations?.ToHashSet() ?? [], _actions.GroupBy(action => action.StationId).ToDictionary(station => station.Key, station => station.First()), OrderAsync)
        : null;

    protected override async Task OnParametersSetAsync()
    {
        // The first, static drawing shows the frame only: whatever it read would be read again a moment later by the circuit.
        if (!RendererInfo.IsInteractive || _shown == SiteId)
            return;
        _shown = SiteId;
        await RestartAsync();
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task RestartAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        _stop = new CancellationTokenSource();
        var left = _stop.Token;
        (_site, _board, _missing, _conflict, _problem) = (null, null, false, null, null);
        _latest.Clear();
        var person = await Scope.PersonAsync();
        _mayControl = Permission.AllowsAt(person, Permission.ControlLoad, SiteId);
        _mayOperate = Permission.AllowsAt(person, Permission.OperateStations, SiteId);
        var reach = Permission.ReachOf(person, Permission.ViewSites);
        await ReadSiteAsync(left);
        if (_missing)
            return;
        foreach (var (source, reading) in await Feed.LatestAsync(person.OrganisationId(), reach, SiteId, left))
            _latest[source] = reading;
        Redraw();
        _ = FollowAsync(FollowReadingsAsync(person.OrganisationId(), reach, left));
        _ = FollowAsync(FollowChangesAsync(left));
    }

    private async Task ReadSiteAsync(CancellationToken cancellationToken)
    {
        (var (site, standing), var (restrictions, actions)) = await Scope.RunAsync(
            Permission.ViewSites,
            async (services, token) => (
                (await services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token), await services.GetRequiredService<IDesiredStateHistory>().FindAsync(SiteId, token)),
                (await services.GetRequiredService<IRestrictions>().ListAsync(SiteId, new(Limit: RestrictionsShown), token),
                    await services.GetRequiredService<IActions>().ListAsync(SiteId, new(Limit: ActionFilter.MostPerPage), token))),
            cancellationToken);
        (_standing, _restrictions, _actions) = (standing, restrictions?.Restrictions ?? [], actions?.Actions ?? []);
        _missing = site is null;
        _site = site;
        if (site is not null)
            _zone = TimeZoneInfo.FindSystemTimeZoneById(site.TimeZone);
        Redraw();
    }

    private void Redraw() => _board = _site is null ? null : SiteBoard.Of(_site, _latest);

    private async Task FollowReadingsAsync(Guid organisationId, SiteReach reach, CancellationToken cancellationToken)
    {
        await foreach (var news in Feed.SubscribeAsync(organisationId, reach, SiteId, cancellationToken))
        {
            await InvokeAsync(() =>
            {
                foreach (var (source, reading) in news)
                    _latest[source] = reading;
                Redraw();
                StateHasChanged();
            });
        }
    }

    private async Task FollowChangesAsync(CancellationToken cancellationToken)
    {
        await foreach (var _ in Changes.SubscribeAsync(SiteId, cancellationToken))
        {
            await InvokeAsync(async () =>
            {
                await ReadSiteAsync(cancellationToken);
                StateHasChanged();
            });
        }
    }

    // A follower that breaks must show on the page, not die in silence behind numbers that stand still.
    private async Task FollowAsync(Task follower)
    {
        try
        {
            await follower;
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception exception)
        {
            await InvokeAsync(() => DispatchExceptionAsync(exception));
        }
    }

    private async Task<string?> OrderAsync(ActionFields fields)
    {
        var left = _stop.Token;
        var ordered = await Scope.RunAsync(
            Permission.OperateStations, (services, token) => services.GetRequiredService<IActions>().OrderAsync(SiteId, fields, null, token), left);
        await ReadSiteAsync(left);
        StateHasChanged();
        return ordered.Action is null ? ActionText["Refused", ordered.Broken.Count > 0 ? ordered.Broken[0].Message : Text["Site.Missing"].Value].Value : null;
    }

    private Task<string?> SaveAsync(DesiredStateWish wish) => SaveAsync(wish, _site!.Desired.Version);

    private async Task OverwriteAsync()
    {
        var newest = _conflict!.Newest.Version;
        _conflict = null;
        _problem = await SaveAsync(_mine!, newest);
    }

    private async Task<string?> SaveAsync(DesiredStateWish wish, long lookedAt)
    {
        var left = _stop.Token;
        _problem = null;
        var change = wish.ToChange(lookedAt);
        var result = await Scope.RunAsync(
            Permission.ControlLoad,
            (services, token) => services.GetRequiredService<IDesiredStates>().ChangeAsync(SiteId, change, token),
            left);
        await ReadSiteAsync(left);
        if (result.Problem is DesiredStateProblem.VersionConflict && result.Conflict is not null)
            (_conflict, _mine) = (result.Conflict, wish);
        StateHasChanged();
        return result.Problem switch
        {
            null => null,
            DesiredStateProblem.VersionConflict => Text["Problem.Conflict"].Value,
            DesiredStateProblem.NotFound => Text["Site.Missing"].Value,
            _ => Text["Refused." + result.Code] is { ResourceNotFound: false } known ? known.Value : Text["Refused.Other", result.Message ?? ""].Value,
        };
    }
}
