using Clemap.Testing;

namespace Clemap.Server.Tests;

/// <summary>The program with an external issuer that is wrongly configured.</summary>
public sealed class ExternalSignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wrong_configuration_stops_the_start_and_names_each_key_and_rule()
    {
        await using var server = new ServerProcess();
        server.Launch("--Clemap:ExternalSignIn:Issuer=http://login.example/", "--Clemap:ExternalSignIn:Instead=perhaps");
        (await server.EndsAsync(Cancel)).ShouldBe(2);
        var said = server.Printed;
        said.Count.ShouldBe(3, string.Join('\n', said));
        said.ShouldContain(line => line.StartsWith("Clemap:ExternalSignIn:Issuer must be an https address", StringComparison.Ordinal));
        said.ShouldContain(line => line.StartsWith("Clemap:ExternalSignIn:ClientId must be set", StringComparison.Ordinal));
        said.ShouldContain(line => line.StartsWith("Clemap:ExternalSignIn:Instead must be true or false", StringComparison.Ordinal));
    }
}
