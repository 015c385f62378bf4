using Clemap.Billing.Invoices;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Billing;

public sealed partial class BillingPage : ComponentBase, IDisposable
{
    private static readonly TimeSpan PollEvery = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _left;
    private Guid _loaded;
    private SiteDetail? _site;
    private IReadOnlyList<BillingRunView>? _runs;
    private BillingRunView? _shown;
    private IReadOnlyList<InvoiceView> _invoices = [];
    private IReadOnlyList<DateOnly> _months = [];
    private DateOnly _month;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private string? _problem;
    private bool _missing;
    private bool _starting;
    private bool _mayRun;
    private bool _maySdat;
    private bool _isLicensed;

    [Parameter] public Guid SiteId { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private IStringLocalizer<BillingTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Site { get; set; } = null!;

    // Kept apart from its source, which is gone when a poll comes back to a page that was left.
    protected override void OnInitialized() => _left = _stop.Token;

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive || _loaded == SiteId)
            return;
        _loaded = SiteId;
        var person = await Scope.PersonAsync();
        (_mayRun, _maySdat) = (Permission.AllowsAt(person, Permission.RunBilling, SiteId), Permission.AllowsAt(person, Permission.ExportSdat, SiteId));
        _site = await Scope.RunAsync(
            Permission.ViewBilling, (services, token) => services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token), _left);
        _missing = _site is null;
        if (_site is null)
            return;
        _zone = TimeZoneInfo.FindSystemTimeZoneById(_site.TimeZone);
        _months = ClosedMonths.Before(Clock.GetUtcNow(), _zone);
        _month = _months[0];
        _isLicensed = await HasAsync(LicenceOption.Billing);
        _maySdat = _maySdat && await HasAsync(LicenceOption.Sdat);
        await ReadRunsAsync();
        if (_runs is [var newest, ..])
            await ShowAsync(newest.Id);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private Task<T> BillingAsync<T>(string permission, Func<IBillingRuns, CancellationToken, Task<T>> operation) =>
        Scope.RunAsync(permission, (services, token) => operation(services.GetRequiredService<IBillingRuns>(), token), _left);

    private Task<bool> HasAsync(string option) =>
        Scope.RunAsync(Permission.ViewBilling, (services, token) => services.GetRequiredService<ILicences>().HasAsync(option, SiteId, token), _left);

    private async Task ReadRunsAsync() => _runs = await BillingAsync(Permission.ViewBilling, (runs, token) => runs.ListAsync(SiteId, token));

    private async Task StartAsync()
    {
        (_starting, _problem) = (true, null);
        try
        {
            var start = await Scope.RunLicensedAsync(
                Permission.RunBilling, LicenceOption.Billing, SiteId,
                (services, token) => services.GetRequiredService<IBillingRuns>().StartAsync(SiteId, _month, token), _left);
            _problem = start.Problem switch
            {
                null => null,
                "month-not-closed" => Text["Problem.MonthNotClosed"].Value,
                _ => Text["Problem.Other"].Value,
            };
            if (start.Run is not { } run)
                return;
            await ReadRunsAsync();
            await ShowAsync(run.Id);
        }
        finally
        {
            _starting = false;
        }
    }

    private async Task ShowAsync(Guid runId)
    {
        _invoices = [];
        await ReadAsync(runId);
        if (_shown is { Status: BillingRunStatus.Queued or BillingRunStatus.Running })
            _ = FollowAsync(runId);
    }

    private async Task ReadAsync(Guid runId)
    {
        var run = await BillingAsync(Permission.ViewBilling, (runs, token) => runs.FindAsync(runId, token));
        _shown = run;
        if (run?.Status == BillingRunStatus.Issued)
            _invoices = await BillingAsync(Permission.ViewBilling, (runs, token) => runs.InvoicesAsync(runId, token));
    }

    // The run is a job on some node: the page asks once a second until it is over or another one is looked at.
    private async Task FollowAsync(Guid runId)
    {
        using var timer = new PeriodicTimer(PollEvery, Clock);
        try
        {
            while (_shown is { Status: BillingRunStatus.Queued or BillingRunStatus.Running } run && run.Id == runId && await timer.WaitForNextTickAsync(_left))
            {
                await InvokeAsync(async () =>
                {
                    if (_shown?.Id != runId)
                        return;
                    await ReadAsync(runId);
                    if (_shown is { Status: BillingRunStatus.Issued or BillingRunStatus.Failed })
                        await ReadRunsAsync();
                    StateHasChanged();
                });
            }
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
}
