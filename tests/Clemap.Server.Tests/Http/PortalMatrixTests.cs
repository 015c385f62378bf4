using System.Net;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.Http;

/// <summary>Pages and downloads, by role and organisation, as the portal's cookie opens them. What a page shows once it is alive it asks through <c>PortalScope</c>, which asks for the permission again.</summary>
public sealed class PortalMatrixTests(ServerFixture server)
{
    private const string Marker = "Marker-of-the-neighbour";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Whatever_the_running_server_answers_is_listed_with_what_it_needs()
    {
        var mapped = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (Route: "/" + endpoint.RoutePattern.RawText!.Trim('/'), Needs: NeedsOf(endpoint)))
            .Where(endpoint => !PortalTable.Elsewhere.Keys.Any(begin => endpoint.Route.StartsWith(begin, StringComparison.Ordinal)))
            .Select(endpoint => $"{endpoint.Route}: {endpoint.Needs}")
            .Distinct().Order(StringComparer.Ordinal);

        mapped.ShouldBe(PortalTable.Rows.Concat(PortalTable.Others).Select(row => $"{row.Route}: {row.Needs}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(Role.Owner)]
    [InlineData(Role.Administrator)]
    [InlineData(Role.Electrician)]
    [InlineData(Role.EnergySupplier)]
    [InlineData(Role.Resident)]
    public async Task A_role_opens_what_its_permissions_say_and_nothing_of_a_neighbour(string role)
    {
        var (own, foreign) = (await SiteAsync("Home"), await SiteAsync(Marker));
        var (ownRun, foreignRun) = (await RunAsync(own), await RunAsync(foreign));
        using var browser = await SignedInAsync(await PersonAsync(own.OrganisationId, role));
        foreach (var row in PortalTable.Rows.Where(row => row.Needs != EndpointTable.Everybody))
        {
            var name = $"{role}: {row.Route}";
            var (ownId, foreignId) = row.Route.Contains("runId", StringComparison.Ordinal) ? (ownRun, foreignRun) : (own.SiteId, foreign.SiteId);
            var atHome = await GetAsync(browser, row.Address(ownId));
            var abroad = await GetAsync(browser, row.Address(foreignId));
            var nowhere = await GetAsync(browser, row.Address(Guid.CreateVersion7()));
            if (row.Needs != PortalTable.Anybody && !Permission.Allows(role, row.Needs))
            {
                foreach (var answer in new[] { atHome, abroad, nowhere })
                    answer.Told.ShouldStartWith("to /not-allowed", customMessage: name);
            }
            else if (row.Needs == PortalTable.Anybody)
            {
                // Whoever has one place to be is led there.
                atHome.Told.ShouldBeOneOf(["OK", $"to /sites/{own.SiteId}", "to /sdat", "to /my-charging"], name);
            }
            else if (!row.IsDownload)
            {
                foreach (var answer in new[] { atHome, abroad, nowhere })
                    answer.Told.ShouldBe("OK", name);
            }
            else if (row.Route.Contains('{', StringComparison.Ordinal))
            {
                // There are a site and a run with its documents, and no invoice.
                atHome.Told.ShouldBe(row.Route.Contains("invoiceId", StringComparison.Ordinal) ? "NotFound" : "OK", name);
                (abroad.Told, nowhere.Told).ShouldBe(("NotFound", "NotFound"), name);
                abroad.Body.ShouldBe(nowhere.Body, name);
            }
            else
            {
                atHome.Told.ShouldBe("OK", name);
            }

            (atHome.Body + abroad.Body).ShouldNotContain(Marker, customMessage: name);
        }
    }

    [Fact]
    public async Task Nobody_who_is_not_signed_in_gets_past_the_sign_in()
    {
        using var stranger = new Visitor(server.Address);
        foreach (var row in PortalTable.Rows)
        {
            var told = (await GetAsync(stranger, row.Address(Guid.CreateVersion7()))).Told;
            if (row.Needs == EndpointTable.Everybody)
                told.ShouldNotStartWith("to ", customMessage: row.Route);
            else
                told.ShouldStartWith("to /connect/authorize", customMessage: row.Route);
        }
    }

    [Fact]
    public async Task A_role_at_one_site_opens_what_it_may_there_and_no_document_of_the_other()
    {
        var here = await SiteAsync("Here");
        var there = await server.AddSiteAsync(here, Marker);
        using var device = await server.DeviceAsync(there, Model);
        await server.LicenseAsync(there);
        var (hereRun, thereRun) = (await RunAsync(here), await RunAsync(there));
        using var browser = await SignedInAsync(await AdministratorAtAsync(here));
        foreach (var row in PortalTable.Rows.Where(row => row.Route.Contains("runId", StringComparison.Ordinal) && Permission.Allows(Role.Administrator, row.Needs)))
        {
            (await GetAsync(browser, row.Address(hereRun))).Told.ShouldBe("OK", row.Route);
            (await GetAsync(browser, row.Address(thereRun))).Told.ShouldBe("NotFound", row.Route);
        }

        (await GetAsync(browser, "/downloads/audit.csv")).Told.ShouldStartWith("to /not-allowed");
    }

    private static string NeedsOf(RouteEndpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return EndpointTable.Everybody;
        var asked = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        if (asked.Count == 0)
            return PortalTable.Silent;
        return asked.Select(authorize => authorize.Policy).OfType<string>().Distinct().ToList() is { Count: > 0 } policies ? string.Join(" and ", policies) : PortalTable.Anybody;
    }

    private static SiteModel Model { get; } = new()
    {
        Circuits = [new(EndpointTable.Source, "Grid", null, 80)],
        Meters = [new(EndpointTable.Source, "Grid", MeterKind.Grid)],
        Stations = [],
    };

    private async Task<ServedSite> SiteAsync(string name)
    {
        var site = await server.NewSiteAsync(name);
        using var device = await server.DeviceAsync(site, Model);
        return site;
    }

    /// <summary>A billing run with its documents, as the job leaves them.</summary>
    private async Task<Guid> RunAsync(ServedSite site)
    {
        var run = Guid.CreateVersion7();
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var enter = new NpgsqlCommand($"select set_config('app.organisation_id', '{site.OrganisationId}', false), set_config('app.site_ids', '*', false)", connection);
        await enter.ExecuteNonQueryAsync(Cancel);
        await using var command = new NpgsqlCommand(
            """
            with run as (
                insert into billing.billing_run (organisation_id, id, site_id, month, status, progress, step, findings, invoices, total_wh, total_charge, currency, started_at)
                values ($1, $2, $3, '2025-01-01', 'Issued', 100, 'done', '{}', 0, 0, 0, 'CHF', now())
            )
            insert into billing.document (organisation_id, id, run_id, kind, file_name, content_type, content, sha256)
            select $1, gen_random_uuid(), $2, kind, 'of the run', 'text/plain', '\x61', repeat('0', 64) from unnest(array['InvoicesCsv', 'SessionsCsv', 'SdatZip']) kind
            """,
            connection)
        { Parameters = { new() { Value = site.OrganisationId }, new() { Value = run }, new() { Value = site.SiteId } } };
        (await command.ExecuteNonQueryAsync(Cancel)).ShouldBe(3);
        return run;
    }

    private async Task<string> PersonAsync(Guid organisationId, string role)
    {
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        await using var scope = server.Services.CreateOrganisationScope(organisationId);
        var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(organisationId, id, role, Cancel);
        return email;
    }

    private async Task<string> AdministratorAtAsync(ServedSite site)
    {
        var email = await PersonAsync(site.OrganisationId, Role.Electrician);
        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        var id = (await scope.ServiceProvider.GetRequiredService<IPeople>().FindByEmailAsync(email, Cancel))!.Id;
        (await scope.ServiceProvider.GetRequiredService<IMembers>().SetRolesAsync(id, [], [new SiteRole(site.SiteId, Role.Administrator)], Cancel)).ShouldBe(MemberChange.Done);
        return email;
    }

    private async Task<Visitor> SignedInAsync(string email)
    {
        var browser = new Visitor(server.Address);
        (await browser.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        var address = "/sign-in";
        for (var step = 0; step < 5 && address != "/"; step++)
        {
            using var answer = await browser.GetAsync(address, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            address = answer.Headers.Location!.ToString();
        }

        address.ShouldBe("/");
        return browser;
    }

    /// <returns>The status, or where it leads; and the body.</returns>
    private async Task<(string Told, string Body)> GetAsync(Visitor browser, string address)
    {
        using var answer = await browser.GetAsync(address, Cancel);
        var body = await answer.Content.ReadAsStringAsync(Cancel);
        return answer.Headers.Location is { } to ? ("to " + new Uri(server.Address, to).PathAndQuery, body) : (answer.StatusCode.ToString(), body);
    }
}
