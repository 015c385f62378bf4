using System.Globalization;
using Clemap.Billing.Residents;
using Clemap.Contracts.Sites;
using Clemap.Platform.Http;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Resources;
using Clemap.Portal.SignIn;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;

namespace Clemap.Portal.Pages.Residents;

/// <summary>Who lives or works at a site and charges there, with cards and parking spaces.</summary>
public sealed partial class ResidentsPage : ComponentBase
{
    private SiteDetail? _site;
    private ResidentPage? _page;
    private ResidentDraft? _draft;
    private TimeZoneInfo _zone = TimeZoneInfo.Utc;
    private Guid? _asked;
    private string _text = "";
    private string _typed = "";
    private string _told = "";
    private IReadOnlyList<string> _problems = [];
    private bool _failed;
    private bool _mayChange;
    private bool _mayInvite;
    private bool _missing;
    private bool _busy;

    [Parameter] public Guid SiteId { get; set; }

    [SupplyParameterFromQuery(Name = "q")] private string? AskedText { get; set; }

    [SupplyParameterFromQuery(Name = "page")] private string? AskedPage { get; set; }

    [Inject] private PortalScope Scope { get; set; } = null!;

    [Inject] private NavigationManager Navigation { get; set; } = null!;

    [Inject] private TimeProvider Clock { get; set; } = null!;

    [Inject] private IStringLocalizer<ResidentTexts> Text { get; set; } = null!;

    [Inject] private IStringLocalizer<SiteTexts> Site { get; set; } = null!;

    private DateOnly Today => LocalDays.Of(Clock.GetUtcNow(), _zone);

    private IReadOnlyList<StationModel> Stations => (_site?.Model ?? _site?.LastModel)?.Stations ?? [];

    protected override async Task OnParametersSetAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        (_text, _typed) = (AskedText ?? "", AskedText ?? "");
        var person = await Scope.PersonAsync();
        (_mayChange, _mayInvite) = (Permission.AllowsAt(person, Permission.RunBilling, SiteId), Permission.Allows(person, Permission.ManagePeople));
        await ReadAsync();
    }

    private async Task ReadAsync()
    {
        var page = int.TryParse(AskedPage, NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : 1;
        (_site, _page) = await Scope.RunAsync(
            Permission.ViewBilling,
            async (services, token) => (
                await services.GetRequiredService<ISiteDirectory>().FindAsync(SiteId, token),
                await services.GetRequiredService<IResidents>().ListAsync(SiteId, new(_text, page), token)),
            CancellationToken.None);
        _missing = _site is null;
        if (_site is not null)
            _zone = TimeZoneInfo.FindSystemTimeZoneById(_site.TimeZone);
    }

    private void Search() => Navigation.NavigateTo(PortalPaths.Residents(SiteId, _typed.Trim()), replace: true);

    private void New() => Begin(new ResidentDraft());

    private void Edit(ResidentView resident) => Begin(ResidentDraft.Of(resident));

    private void Begin(ResidentDraft draft) => (_draft, _asked, _problems, _told, _failed) = (draft, null, [], "", false);

    private void Close() => _draft = null;

    private Task SaveAsync() => BusyAsync(async () =>
    {
        var fields = _draft!.ToFields();
        var saved = await Scope.RunAsync(Permission.RunBilling, (services, token) => services.GetRequiredService<IResidents>().SaveAsync(SiteId, _draft.Id, fields, token), CancellationToken.None);
        _problems = saved switch
        {
            { Broken.Count: > 0 } => [.. saved.Broken.Select(Sentence).Distinct()],
            { IsConflict: true } => [Text["Conflict"]],
            _ => [],
        };
        if (_problems.Count > 0)
            return;
        (_draft, _failed, _told) = (null, saved.Resident is null, saved.Resident is null ? Site["Site.Missing"] : Text["Saved", saved.Resident.Name]);
        await ReadAsync();
    });

    private Task RemoveAsync(ResidentView resident) => BusyAsync(async () =>
    {
        _asked = null;
        var removal = await Scope.RunAsync(Permission.RunBilling, (services, token) => services.GetRequiredService<IResidents>().RemoveAsync(SiteId, resident.Id, token), CancellationToken.None);
        (_failed, _told) = (removal is ResidentRemoval.IsBilled, Text["Removal." + removal, resident.Name]);
        await ReadAsync();
    });

    // Whoever accepts is a resident of the organisation, and this one by the address.
    private Task InviteAsync(ResidentView resident) => BusyAsync(async () =>
    {
        var (invitation, broken) = await Scope.RunAsync(
            Permission.ManagePeople,
            (services, token) => services.GetRequiredService<IInvitations>().InviteAsync(new(resident.Email!, Role.Resident, resident.Language), token),
            CancellationToken.None);
        (_failed, _told) = invitation is null ? (true, Sentence(broken!)) : (false, Text["Invited", resident.Email!]);
    });

    private async Task BusyAsync(Func<Task> work)
    {
        _busy = true;
        try
        {
            await work();
        }
        finally
        {
            _busy = false;
        }
    }

    // "cards[1].from" is of the second card.
    private string Sentence(BrokenRule rule)
    {
        var sentence = Text["Broken." + rule.Code];
        var what = rule.Field.Split('[', '.')[0] switch
        {
            "cards" => Text["Cards"].Value,
            "parkingSpaces" => Text["Spaces"].Value,
            "address" => Text["Field." + rule.Field],
            var field => Text["Field." + field],
        };
        return sentence.ResourceNotFound ? rule.Message : $"{what}: {sentence.Value}";
    }

    private string Line(ResidentView resident)
    {
        List<string> parts = [];
        if (resident.Unit.Length > 0)
            parts.Add(resident.Unit);
        var stations = resident.ParkingSpaces.Where(IsNow).Select(space => Stations.FirstOrDefault(station => station.Id == space.StationId)?.Name).OfType<string>().ToList();
        if (stations.Count > 0)
            parts.Add(Text["HasSpaces", string.Join(", ", stations)]);
        var cards = resident.Cards.Where(IsNow).Select(card => card.Number!).ToList();
        if (cards.Count > 0)
            parts.Add(Text["HasCards", string.Join(", ", cards)]);
        if (stations.Count + cards.Count == 0)
            parts.Add(Text["HasNothing"]);
        if (resident.HasSignedIn)
            parts.Add(Text["HasSignedIn"]);
        return string.Join(" · ", parts);
    }

    private bool IsNow(HeldCard card) => card.From <= Today && !(card.To < Today);

    private bool IsNow(HeldSpace space) => space.From <= Today && !(space.To < Today);
}
