using System.Globalization;
using Clemap.Billing.Energy;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Components.Charts;
using Clemap.Portal.Culture;
using Clemap.Portal.Pages.Site;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.Readings;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.History;

/// <summary>What a site used and made, and the curve of one meter or station. All that is chosen stands in the address.</summary>
public sealed partial class HistoryPage : ComponentBase, IDisposable
{
    private const int PointsShown = 600;
    private const int MostReasons = 1_000;

    private CancellationTokenSource _stop = new();
    private SiteDetail? _site;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private HistorySpan? _span;
    private SourceChoice? _source;
    private Quantity _quantity;
    private EnergyAccount? _energy;
    private ChartData? _energyChart;
    private ChartData? _curve;
    private (Guid Site, HistorySpan Span)? _energyOf;
    private (Guid Site, HistorySpan Span, Guid Source, Quantity Quantity)? _curveOf;
    private bool _missing;
    private bool _busy;

    [Parameter] public Guid SiteId { get; set; }

    [SupplyParameterFromQuery(Name = "span")] private string? AskedWidth { get; set; }

    [SupplyParameterFromQuery(Name = "day")] private string? AskedDay { get; set; }

    [SupplyParameterFromQuery(Name = "of")] private string? AskedSource { get; set; }

    [SupplyParameterFromQuery(Name = "show")] private string? AskedQuantity { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private IStringLocalizer<HistoryTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Site { get; set; } = null!;

    [Inject] private IStringLocalizer<Reasons> Why { get; set; } = null!;

    private DateOnly Today => LocalDays.Of(Clock.GetUtcNow(), _zone);

    private string CurveTitle => Text["CurveOf", _source!.Name, Text["Quantity." + _quantity], _span!.Title];

    private string EnergySummary => _energy!.Total.Quarters == 0
        ? Text["NothingMeasured"]
        : Text["EnergySummary", _span!.Title, SwissFormat.KilowattHours(_energy.Total.ChargingWh), SwissFormat.KilowattHours(_energy.Total.HouseWh), SwissFormat.KilowattHours(_energy.Total.ProductionWh)];

    private string CurveSummary
    {
        get
        {
            var highest = _curve!.Series.SelectMany(series => (series.High ?? series.Values).Select(value => (series.Name, Value: value))).Where(one => one.Value is not null).DefaultIfEmpty().MaxBy(one => one.Value);
            return highest.Value is { } value ? Text["CurveSummary", CurveTitle, SwissFormat.Value(value, _curve.Decimals), _curve.Unit, highest.Name] : Text["NothingMeasured"];
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        // The first, static drawing shows the frame only: whatever it read would be read again a moment later by the circuit.
        if (!RendererInfo.IsInteractive)
            return;
        await _stop.CancelAsync();
        _stop.Dispose();
        _stop = new();
        var left = _stop.Token;
        try
        {
            await ReadAsync(left);
        }
        catch (OperationCanceledException) when (left.IsCancellationRequested)
        {
            // The person has gone on to another span.
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task ReadAsync(CancellationToken left)
    {
        if (_site?.Id != SiteId)
        {
            _site = await Scope.RunAsync(Permission.ViewSites, (services, token) => services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token), left);
            _missing = _site is null;
            if (_site is null)
                return;
            _zone = TimeZoneInfo.FindSystemTimeZoneById(_site.TimeZone);
        }

        _span = HistorySpan.Parse(AskedWidth, AskedDay, Today);
        if ((_site.Model ?? _site.LastModel) is not { } model)
            return;
        var sources = SourceChoice.Of(model);
        _source = sources.FirstOrDefault(source => source.Id.ToString() == AskedSource) ?? (sources.Count > 0 ? sources[0] : null);
        _quantity = Enum.TryParse<Quantity>(AskedQuantity, ignoreCase: true, out var known) && Enum.IsDefined(known) ? known : Quantity.Current;
        _busy = true;
        StateHasChanged();
        await ReadCurveAsync(left);
        StateHasChanged();
        await ReadEnergyAsync(left);
        _busy = false;
    }

    private async Task ReadEnergyAsync(CancellationToken left)
    {
        var asked = (SiteId, _span!);
        if (_energyOf == asked && _span!.Last < Today)
            return;
        var account = await Scope.RunAsync(
            Permission.ViewSites, (services, token) => services.GetRequiredService<ISiteEnergy>().ReadAsync(SiteId, _span!.First, _span.Last, _span.Step, token), left);
        left.ThrowIfCancellationRequested(); // an answer that another question has overtaken is not shown
        (_energy, _energyOf, _missing) = (account, asked, account is null);
        _energyChart = account is null ? null : EnergyChart.Of(account, _span!, _zone, Text);
    }

    private async Task ReadCurveAsync(CancellationToken left)
    {
        if (_source is not { } source)
            return;
        var asked = (SiteId, _span!, source.Id, _quantity);
        if (_curveOf == asked && _span!.Last < Today)
            return;
        var (from, to) = (_span!.From(_zone), _span.To(_zone));
        var withReasons = source.Kind is SourceKind.Station && _span.Width is SpanWidth.Day or SpanWidth.Week;
        var (series, reasons) = await Scope.RunAsync(
            Permission.ViewSites,
            async (services, token) =>
            {
                var curves = services.GetRequiredService<ISiteCurves>();
                return (await curves.ReadAsync(SiteId, source.Id, from, to, PointsShown, token), withReasons ? await curves.ReasonsAsync(SiteId, source.Id, from, to, MostReasons, token) : []);
            },
            left);
        left.ThrowIfCancellationRequested();
        (_curveOf, _missing) = (asked, series is null);
        _curve = series is null
            ? null
            : CurveChart.Of(series, _quantity, source.FuseA, [.. reasons.Select(reason => (reason.At, WhySentence.Of(reason.Reason, _zone, Why)))], _span, _zone, Text);
    }

    private void Go(string? source = null, string? quantity = null) => Navigation.NavigateTo(Link(_span!, source, quantity), replace: true);

    private string Link(HistorySpan span) => Link(span, null, null);

    private string Link(HistorySpan span, string? source, string? quantity) => PortalPaths.History(
        SiteId, span.Width.ToString().ToLowerInvariant(), span.First.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), source ?? AskedSource, (quantity ?? AskedQuantity)?.ToLowerInvariant());
}
