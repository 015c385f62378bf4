using System.Net;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.People;

/// <summary>The portal's cookie falls with the sign-in that it came of.</summary>
public sealed class PortalSessionTests(ServerFixture server)
{
    // Whoever is signed in learns that there is no such invoice; anybody else is sent to the sign-in.
    private static readonly string OnlyForPeople = $"/downloads/invoices/{Guid.CreateVersion7()}.pdf";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signing_out_everywhere_on_another_device_ends_the_portal_s_session()
    {
        var site = await server.NewSiteAsync();
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using (var scope = server.Services.CreateOrganisationScope(site.OrganisationId))
        {
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.OrganisationId, id, Role.Owner, Cancel);
        }
        using var browser = new Visitor(server.Address);
        (await browser.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        await FollowAsync(browser, "/sign-in");
        (await StatusAsync(browser)).ShouldBe(HttpStatusCode.NotFound);

        using var other = new Visitor(server.Address);
        (await other.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        using var everywhere = await other.SubmitAsync("/account/sessions", [], Cancel, "/account/sessions?handler=Everywhere");
        everywhere.StatusCode.ShouldBe(HttpStatusCode.Redirect);

        // What one node asked less than 20 s ago it does not ask again.
        var until = TimeProvider.System.GetTimestamp();
        while (await StatusAsync(browser) != HttpStatusCode.Redirect)
        {
            TimeProvider.System.GetElapsedTime(until).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(500, Cancel);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(Visitor browser)
    {
        using var answer = await browser.GetAsync(OnlyForPeople, Cancel);
        return answer.StatusCode;
    }

    private static async Task FollowAsync(Visitor browser, string address)
    {
        for (var step = 0; step < 5; step++)
        {
            using var answer = await browser.GetAsync(address, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            address = answer.Headers.Location!.ToString();
            if (address == "/")
                return;
        }
        Assert.Fail($"The sign-in did not come back to the portal but to {address}.");
    }
}
