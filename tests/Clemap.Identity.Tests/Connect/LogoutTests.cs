using System.Net;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;

namespace Clemap.Identity.Tests.Connect;

public sealed class LogoutTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string AfterPortal => new Uri(fixture.Address, "signout-callback-oidc").AbsoluteUri;

    [Fact]
    public async Task Logout_WithTheIdToken_EndsTheSignInAndGoesBackToTheClient()
    {
        using var visitor = new Visitor(fixture.Address);
        var idToken = await SignedInAtPortalAsync(visitor);
        using var answer = await visitor.GetAsync(
            $"/connect/logout?id_token_hint={idToken}&post_logout_redirect_uri={Uri.EscapeDataString(AfterPortal)}&state=s", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.ToString().ShouldBe(AfterPortal + "?state=s");
        await ShouldBeSignedOutAsync(visitor);
    }

    [Fact]
    public async Task Logout_WithoutProofOfTheClient_AsksThePersonFirst()
    {
        using var visitor = new Visitor(fixture.Address);
        await SignedInAtPortalAsync(visitor);
        using var asked = await visitor.GetAsync(
            $"/connect/logout?client_id={ClemapSchemes.PortalClient}&post_logout_redirect_uri={Uri.EscapeDataString(AfterPortal)}", Cancel);
        asked.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        var page = asked.Headers.Location!.ToString();
        page.ShouldStartWith("/account/logout?returnUrl=");

        using var confirmed = await visitor.SubmitAsync(page, [], Cancel);
        using var answer = await visitor.GetAsync(confirmed.Headers.Location!.ToString(), Cancel);
        answer.Headers.Location!.ToString().ShouldStartWith(AfterPortal);
        await ShouldBeSignedOutAsync(visitor);
    }

    [Fact]
    public async Task Logout_ToAnAddressOfOthers_IsRefused()
    {
        using var visitor = new Visitor(fixture.Address);
        using var answer = await visitor.GetAsync(
            $"/connect/logout?client_id={ClemapSchemes.PortalClient}&post_logout_redirect_uri=https%3A%2F%2Fevil.example", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private async Task<string> SignedInAtPortalAsync(Visitor visitor)
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var flow = new CodeFlow(fixture.Address);
        flow.Parameters["client_id"] = ClemapSchemes.PortalClient;
        flow.Parameters["redirect_uri"] = new Uri(fixture.Address, "signin-oidc").AbsoluteUri;
        return (await flow.RunAsync(visitor, email, IdentityFixture.Password, Cancel)).Text("id_token")!;
    }

    private async Task ShouldBeSignedOutAsync(Visitor visitor)
    {
        var flow = new CodeFlow(fixture.Address);
        flow.Parameters["prompt"] = "none";
        (await flow.AnswerAsync(visitor, flow.Address, Cancel))["error"].ShouldBe("login_required");
    }
}
