using System.Globalization;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.People;

/// <summary>Who is in the organisation, with roles, and who is invited.</summary>
public sealed partial class PeoplePage : ComponentBase
{
    private static readonly (string Code, string Name)[] Languages = [("de", "Deutsch"), ("fr", "Français"), ("it", "Italiano"), ("en", "English")];

    private IReadOnlyList<MemberView>? _members;
    private IReadOnlyList<InvitationView> _open = [];
    private IReadOnlyList<MemberFromAbove> _above = [];
    private IReadOnlyList<string> _grantable = [];
    private IReadOnlyList<SiteSummary> _sites = [];
    private Guid? _leaving;
    private Guid? _adding;
    private Guid? _where;
    private Guid _site;
    private string _siteRole = Role.Electrician;
    private string _email = "";
    private string _role = Role.Electrician;
    private string _language = "de";
    private string _told = "";
    private bool _failed;
    private bool _busy;
    private bool _isOwner;

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        _isOwner = (await Scope.PersonAsync()).FindAll(ClemapClaims.Role).Any(claim => claim.Value == Role.Owner);
        _grantable = [.. Role.All.Where(role => _isOwner || role != Role.Owner)];
        _language = Languages.Select(language => language.Code).FirstOrDefault(code => code == CultureInfo.CurrentUICulture.TwoLetterISOLanguageName) ?? "de";
        _sites = await AsAsync<ISiteDirectory, IReadOnlyList<SiteSummary>>((sites, token) => sites.ListAsync(token));
        _above = await AsAsync<IOrganisations, IReadOnlyList<MemberFromAbove>>((organisations, token) => organisations.PeopleFromAboveAsync(token));
        await ReadAsync();
    }

    private Task<T> AsAsync<TService, T>(Func<TService, CancellationToken, Task<T>> operation)
        where TService : notnull =>
        Scope.RunAsync(Permission.ManagePeople, (services, token) => operation(services.GetRequiredService<TService>(), token), CancellationToken.None);

    private async Task ReadAsync()
    {
        _members = await AsAsync<IMembers, IReadOnlyList<MemberView>>((members, token) => members.ListAsync(token));
        _open = await AsAsync<IInvitations, IReadOnlyList<InvitationView>>((invitations, token) => invitations.ListAsync(token));
    }

    private Task InviteAsync() => BusyAsync(async () =>
    {
        var (made, broken) = await AsAsync<IInvitations, (InvitationView?, Platform.Http.BrokenRule?)>(
            (invitations, token) => invitations.InviteAsync(new(_email, _role, _language, _where is { } site && Role.AtSites.Contains(_role) ? [site] : null), token));
        if (made is null)
            return Text["Broken." + broken!.Code];
        _email = "";
        Tell(Text["Sent", made.Email]);
        return null;
    });

    private Task AgainAsync(InvitationView invitation) => BusyAsync(async () =>
    {
        await AsAsync<IInvitations, (InvitationView?, Platform.Http.BrokenRule?)>(
            (invitations, token) => invitations.InviteAsync(new(invitation.Email, invitation.Role, invitation.Language, invitation.SiteIds), token));
        Tell(Text["Sent", invitation.Email]);
        return null;
    });

    private Task WithdrawAsync(InvitationView invitation) => BusyAsync(async () =>
    {
        await AsAsync<IInvitations, bool>((invitations, token) => invitations.WithdrawAsync(invitation.Id, token));
        Tell(Text["Withdrawn", invitation.Email]);
        return null;
    });

    private Task ToggleAsync(MemberView member, string role, bool has)
    {
        var roles = Role.All.Where(known => known == role ? has : member.Roles.Contains(known)).ToList();
        if (roles.Count + member.SiteRoles.Count > 0)
            return SetAsync(member, roles, Held(member));
        _leaving = member.PersonId; // the last role is the person: asked before
        return ReadAsync();
    }

    private void StartAdding(MemberView member) => (_adding, _site) = (member.PersonId, _sites[0].Id);

    private Task AddAsync(MemberView member) => SetAsync(member, member.Roles, [.. Held(member), new SiteRole(_site, _siteRole)]);

    private Task DropAsync(MemberView member, MemberSiteRole dropped)
    {
        var kept = Held(member).Where(role => role != new SiteRole(dropped.SiteId, dropped.Role)).ToList();
        if (member.Roles.Count + kept.Count > 0)
            return SetAsync(member, member.Roles, kept);
        _leaving = member.PersonId; // the last role is the person: asked before
        return Task.CompletedTask;
    }

    private static List<SiteRole> Held(MemberView member) => [.. member.SiteRoles.Select(role => new SiteRole(role.SiteId, role.Role))];

    private Task SetAsync(MemberView member, IReadOnlyList<string> roles, List<SiteRole> siteRoles) => BusyAsync(async () =>
    {
        (_leaving, _adding) = (null, null);
        var result = await AsAsync<IMembers, MemberChange>((members, token) => members.SetRolesAsync(member.PersonId, roles, siteRoles, token));
        if (result is not (MemberChange.Done or MemberChange.NotFound))
            return Text["Change." + result];
        Tell(Text[roles.Count + siteRoles.Count == 0 ? "Removed" : "Changed", member.Name]);
        return null;
    });

    private async Task BusyAsync(Func<Task<string?>> work)
    {
        (_busy, _failed) = (true, false);
        try
        {
            if (await work() is { } problem)
                (_failed, _told) = (true, problem);
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private void Tell(string sentence) => _told = sentence;

    private string Places(InvitationView invitation) => invitation.SiteIds.Count == 0
        ? ""
        : " · " + string.Join(", ", _sites.Where(site => invitation.SiteIds.Contains(site.Id)).Select(site => site.Name));

    private string Standing(InvitationView invitation) => invitation.SentAt is null
        ? Text["Waiting"]
        : Text["Until", SwissFormat.DateAndTime(invitation.ExpiresAt, TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich"))];
}
