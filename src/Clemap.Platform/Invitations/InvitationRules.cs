using Clemap.Platform.Http;
using Clemap.Platform.Mail;
using Clemap.Platform.Organisations;

namespace Clemap.Platform.Invitations;

internal static class InvitationRules
{
    public const string OwnersOnly = "owners-only";

    /// <param name="byOwner">Whoever invites is an owner.</param>
    /// <returns>The first rule that is broken.</returns>
    public static BrokenRule? Check(NewInvitation invitation, bool byOwner)
    {
        if (!MailAddresses.IsOne(invitation.Email.Trim()))
            return new("not-an-address", "email", "The address must be one mail address.");
        if (!Role.All.Contains(invitation.Role))
            return new("unknown", "role", $"The role must be one of {string.Join(", ", Role.All)}.");
        if (!InvitationLetter.Languages.Contains(invitation.Language))
            return new("unknown", "language", $"The language must be one of {string.Join(", ", InvitationLetter.Languages)}.");
        return invitation.Role == Role.Owner && !byOwner ? new(OwnersOnly, "role", "Only an owner makes an owner.") : null;
    }
}
