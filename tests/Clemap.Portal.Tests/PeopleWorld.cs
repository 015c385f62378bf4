using Clemap.Platform.Http;
using Clemap.Platform.Invitations;
using Clemap.Platform.Organisations;

namespace Clemap.Portal.Tests;

internal sealed class PeopleWorld : IMembers, IInvitations
{
    public List<MemberView> Members { get; } = [new(World.Id(0xf1), "Regula Frei", "regula@clemap.example", [Role.Owner], [], World.Now)];

    public List<InvitationView> Open { get; } = [];

    public List<(Guid Person, string[] Roles, SiteRole[] SiteRoles)> Changes { get; } = [];

    public MemberChange Answer { get; set; } = MemberChange.Done;

    public BrokenRule? Broken { get; set; }

    public Task<IReadOnlyList<MemberView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<MemberView>>([.. Members]);

    public Task<MemberChange> SetRolesAsync(
        Guid personId, IReadOnlyCollection<string> roles, IReadOnlyCollection<SiteRole> siteRoles, CancellationToken cancellationToken)
    {
        Changes.Add((personId, [.. roles], [.. siteRoles]));
        return Task.FromResult(Answer);
    }

    public Task<(InvitationView? Invitation, BrokenRule? Broken)> InviteAsync(NewInvitation invitation, CancellationToken cancellationToken)
    {
        if (Broken is not null)
            return Task.FromResult<(InvitationView?, BrokenRule?)>((null, Broken));
        var made = new InvitationView(World.Id(0xf9), invitation.Email, invitation.Role, invitation.Language, World.Now, World.Now.AddDays(7), null, invitation.SiteIds ?? []);
        Open.Add(made);
        return Task.FromResult<(InvitationView?, BrokenRule?)>((made, null));
    }

    Task<IReadOnlyList<InvitationView>> IInvitations.ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<InvitationView>>([.. Open]);

    public Task<bool> WithdrawAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(Open.RemoveAll(known => known.Id == id) > 0);
}
