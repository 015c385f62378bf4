using System.Net;
using Clemap.Testing;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests;

/// <summary>The whole program with an external issuer.</summary>
public sealed class ExternalSignInTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private const string Secret = "secret-of-the-two-servers";
    private const string Password = "seven-unusual-zebras";

    [Fact]
    public async Task Beside_an_issuer_that_is_down_the_portal_s_people_sign_in_as_ever_and_the_issuer_s_secret_is_in_no_log()
    {
        await using var server = new ServerProcess(
            "--Clemap:Demo=true", $"--Clemap:DemoPassword={Password}", "--Clemap:DemoDeviceCode=SECRETCODE0001", "--Logging:LogLevel:Default=Trace", "--Logging:LogLevel:Clemap=Trace",
            "--Clemap:ExternalSignIn:Issuer=http://127.0.0.1:1/", "--Clemap:ExternalSignIn:ClientId=clemap", $"--Clemap:ExternalSignIn:ClientSecret={Secret}",
            "--Clemap:ExternalSignIn:DisplayName=Muster-Login");
        await server.StartAsync(Cancel);
        using var visitor = new Visitor(server.Address);
        using (var page = await visitor.GetAsync("/account/login", Cancel))
            (await page.Content.ReadAsStringAsync(Cancel)).ShouldContain("Muster-Login");
        using (var down = await visitor.SubmitAsync("/account/login", [], Cancel, "/account/external"))
            down.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=unavailable");

        var (address, answer) = ("/", await visitor.GetAsync("/", Cancel));
        for (var step = 0; step < 8 && answer.StatusCode == HttpStatusCode.Redirect; step++)
        {
            address = answer.Headers.Location!.ToString();
            answer.Dispose();
            answer = address.Contains("/account/login", StringComparison.Ordinal)
                ? await visitor.SignInAsync("owner@sonnenhof.example", Password, Cancel, address)
                : await visitor.GetAsync(address, Cancel);
        }

        answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        answer.Dispose();
        visitor.Cookies.GetAllCookies().ShouldContain(cookie => cookie.Name == "clemap-portal");
        await server.StopAsync();
        server.Printed.ShouldContain(line => line.Contains("does not answer", StringComparison.Ordinal));
        server.Printed.ShouldNotContain(line => line.Contains(Secret, StringComparison.Ordinal));
    }

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
