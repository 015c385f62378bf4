using Clemap.Contracts.Telemetry;
using Clemap.Platform.DesiredState;
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
    private readonly Dictionary<Guid, Reading> _latest = [];
    private CancellationTokenSource _stop = new();
    private Guid _shown;
    private SiteDetail? _site;
    private SiteBoard? _board;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private bool _missing;
    private bool _stale;
    private bool _mayControl;

    [Parameter] public Guid SiteId { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private ILiveFeed Feed { get; set; } = null!;

    [Inject] private ISiteChanges Changes { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Text { get; set; } = null!;

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
        (_site, _board, _missing) = (null, null, false);
        _latest.Clear();
        var person = await Scope.PersonAsync();
        _mayControl = Permission.AllowsAt(person, Permission.ControlLoad, SiteId);
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
        var site = await Scope.RunAsync(
            Permission.ViewSites, (services, token) => services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token), cancellationToken);
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

    private async Task<string?> SaveAsync(DesiredStateWish wish)
    {
        var left = _stop.Token;
        var change = wish.ToChange(_site!.Desired.Version);
        var result = await Scope.RunAsync(
            Permission.ControlLoad,
            (services, token) => services.GetRequiredService<IDesiredStates>().ChangeAsync(SiteId, change, token),
            left);
        await ReadSiteAsync(left);
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
