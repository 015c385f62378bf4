using Clemap.Platform.Http;
using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;

namespace Clemap.Platform.Invitations;

internal static class InvitationRules
{
    public const string OwnersOnly = "owners-only";

    /// <param name="byOwner">Whoever invites is an owner.</param>
    /// <param name="sites">Of the organisation.</param>
    /// <returns>The first rule that is broken.</returns>
    public static BrokenRule? Check(NewInvitation invitation, bool byOwner, IReadOnlySet<Guid> sites)
    {
        if (!MailAddresses.IsOne(invitation.Email.Trim()))
            return new("not-an-address", "email", "The address must be one mail address.");
        if (!Role.All.Contains(invitation.Role))
            return new("unknown", "role", $"The role must be one of {string.Join(", ", Role.All)}.");
        if (!InvitationLetter.Languages.Contains(invitation.Language))
            return new("unknown", "language", $"The language must be one of {string.Join(", ", InvitationLetter.Languages)}.");
        if (invitation.SiteIds is { Count: > 0 } wanted)
        {
            if (!Role.AtSites.Contains(invitation.Role))
                return new("not-at-sites", "role", $"At a site the role must be one of {string.Join(", ", Role.AtSites)}.");
            if (wanted.Count > SiteRole.MostOfAPerson)
                return new("too-many-sites", "siteIds", $"A person has roles at {SiteRole.MostOfAPerson} sites at most.");
            if (!wanted.All(sites.Contains))
                return new("unknown", "siteIds", "The organisation has no such site.");
        }

        return invitation.Role == Role.Owner && !byOwner ? new(OwnersOnly, "role", "Only an owner makes an owner.") : null;
    }
}
