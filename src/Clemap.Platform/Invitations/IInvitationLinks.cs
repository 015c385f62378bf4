namespace Clemap.Platform.Invitations;

/// <summary>The link in the letter. Works before an organisation is known.</summary>
public interface IInvitationLinks
{
    /// <summary>Looks at a link without using it.</summary>
    /// <returns><see langword="null"/> when it is unknown, used, withdrawn or too old.</returns>
    Task<OpenInvitation?> FindAsync(string secret, CancellationToken cancellationToken);

    /// <summary>Makes the person a member. Of two that come at once one wins.</summary>
    /// <param name="email">Confirmed address of the person; must be the invited one.</param>
    /// <param name="from">Network address of the caller, for the audit.</param>
    /// <returns>False when the link is void or for somebody else.</returns>
    Task<bool> AcceptAsync(string secret, Guid personId, string email, string from, CancellationToken cancellationToken);
}

/// <param name="SiteNames">Where the role will hold; empty for the whole organisation.</param>
public sealed record OpenInvitation(string OrganisationName, string Email, string Role, string[] SiteNames);
