using Clemap.Platform.Database;
using Microsoft.EntityFrameworkCore;

namespace Clemap.Platform.Invitations;

internal sealed class InvitationLinks(PlatformContext database, TimeProvider time) : IInvitationLinks
{
    public async Task<OpenInvitation?> FindAsync(string secret, CancellationToken cancellationToken) => InvitationSecret.Hash(secret) is not { } hash
        ? null
        : (await database.Database.SqlQuery<OpenInvitation>($"select organisation_name, email, role, site_names from platform.find_invitation({hash}, {time.GetUtcNow()})")
            .ToListAsync(cancellationToken)).SingleOrDefault();

    public async Task<bool> AcceptAsync(string secret, Guid personId, string email, string from, CancellationToken cancellationToken) =>
        InvitationSecret.Hash(secret) is { } hash
        && (await database.Database
            .SqlQuery<bool>($"select platform.accept_invitation({hash}, {personId}, {email}, {time.GetUtcNow()}, {Guid.CreateVersion7()}, {from}) as \"Value\"")
            .ToListAsync(cancellationToken)).Single();
}
