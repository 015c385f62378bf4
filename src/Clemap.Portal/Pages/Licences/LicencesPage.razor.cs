using System.Globalization;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Licences;

/// <summary>What the organisation has bought, where it uses it, and what each option would give.</summary>
public sealed partial class LicencesPage : ComponentBase
{
    private LicenceOverview? _overview;
    private string _told = "";
    private bool _failed;
    private bool _busy;

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            await ReadAsync();
    }

    private async Task ReadAsync() => _overview = await Scope.RunAsync(
        Permission.ManageLicences, (services, token) => services.GetRequiredService<ILicences>().ReadAsync(token), CancellationToken.None);

    private Task AssignAsync(LicenceView licence, ChangeEventArgs change) => Guid.TryParse(change.Value as string, out var siteId)
        ? ChangeAsync(licence, siteId, "Used", static (licences, id, site, token) => licences.AssignAsync(id, site, token))
        : Task.CompletedTask;

    private Task UnassignAsync(LicenceView licence, LicensedSite site) =>
        ChangeAsync(licence, site.Id, "Released", static (licences, id, site, token) => licences.UnassignAsync(id, site, token));

    private async Task ChangeAsync(LicenceView licence, Guid siteId, string done, Func<ILicences, Guid, Guid, CancellationToken, Task<LicenceChange>> change)
    {
        _busy = true;
        try
        {
            var result = await Scope.RunAsync(
                Permission.ManageLicences, (services, token) => change(services.GetRequiredService<ILicences>(), licence.Id, siteId, token), CancellationToken.None);
            _failed = result != LicenceChange.Done;
            var site = _overview!.Sites.FirstOrDefault(known => known.Id == siteId)?.Name ?? "";
            _told = _failed ? Text["Problem." + result, licence.Name, site] : Text["Done." + done, licence.Name, site];
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private List<LicensedSite> Open(LicenceView licence) => [.. _overview!.Sites.Where(site => !licence.Sites.Any(used => used.Id == site.Id))];

    private string Standing(OptionView option)
    {
        var total = option.Having.Count + option.Lacking.Count;
        return option.Having.Count == 0 ? Text["AtNone"] : option.Lacking.Count == 0 ? Text["AtAll"] : Text["AtSome", SwissFormat.Count(option.Having.Count), SwissFormat.Count(total)];
    }

    private string? Notice(LicenceView licence) => licence.State switch
    {
        LicenceState.EndsSoon => Text["EndsSoon", Day(licence.Until!.Value), Day(licence.GraceUntil!.Value)].Value,
        LicenceState.Grace => Text["InGrace", Day(licence.GraceUntil!.Value)].Value,
        _ => null,
    };

    private string Span(LicenceView licence) => licence.Until is { } until ? Text["Between", Day(licence.From), Day(until)] : Text["Since", Day(licence.From)];

    private static string Day(DateOnly day) => day.ToString("dd.MM.yyyy", CultureInfo.InvariantCulture);
}
