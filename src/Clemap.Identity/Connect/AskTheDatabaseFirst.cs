using Clemap.Identity.Database;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace Clemap.Identity.Connect;

/// <summary>
/// A token is refused for what its caller is, never because the database is away: what fails while a signed assertion is looked at is taken for a bad signature, and a device that is told
/// so takes itself for unknown. So the database is asked before, where its failure is seen as one.
/// </summary>
internal sealed class AskTheDatabaseFirst(IdentityContext database) : IOpenIddictServerHandler<ProcessAuthenticationContext>
{
    public static OpenIddictServerHandlerDescriptor Descriptor { get; } =
        OpenIddictServerHandlerDescriptor.CreateBuilder<ProcessAuthenticationContext>()
            .UseScopedHandler<AskTheDatabaseFirst>()
            .SetOrder(int.MinValue + 1_000)
            .SetType(OpenIddictServerHandlerType.Custom)
            .Build();

    public async ValueTask HandleAsync(ProcessAuthenticationContext context)
    {
        if (context.EndpointType is OpenIddictServerEndpointType.Token)
            await database.Database.ExecuteSqlAsync($"select 1", context.CancellationToken);
    }
}
