using Clemap.Server.Configuration;
using Clemap.Server.Database;
using Clemap.Testing;

namespace Clemap.Server.Tests.Database;

public sealed class RoleCheckTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PlainRoles_Pass()
    {
        await RoleCheck.RunAsync(server.Connections, Cancel);
        await RoleCheck.OwnsNothingAsync(server.Connections, Cancel);
    }

    [Fact]
    public async Task OwnsNothing_MigratorServesRequests_Refuses()
    {
        var careless = server.Connections with { App = server.Connections.Migrator };
        var refused = await Should.ThrowAsync<SettingsException>(() => RoleCheck.OwnsNothingAsync(careless, Cancel));
        refused.Message.ShouldStartWith("ConnectionStrings:App must be a plain role, but its role owns ");
    }

    [Fact]
    public async Task Run_NoDatabase_SaysWhichConnection()
    {
        var nowhere = server.Connections with { Ingest = "Host=127.0.0.1;Port=1;Timeout=2" };
        var refused = await Should.ThrowAsync<SettingsException>(() => RoleCheck.RunAsync(nowhere, Cancel));
        refused.Message.ShouldStartWith("ConnectionStrings:Ingest does not reach a database");
    }
}
