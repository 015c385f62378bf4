using Clemap.Server.Commands;
using Clemap.Testing;

namespace Clemap.Server.Tests.Commands;

public sealed class LicencesCommandTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Add_EntersALicence_AndAgainIsTheSame()
    {
        var site = await server.NewEmptySiteAsync(withLicence: false);
        var (exit, output, _) = await RunAsync("licences", "add", site.OrganisationId.ToString(), "floem-billing", "12", "2026-01-01", "-", "A-17");
        exit.ShouldBe(0);
        output.ShouldStartWith("Licence ");
        (await RunAsync("licences", "add", site.OrganisationId.ToString(), "floem-billing", "12", "2026-01-01", "-", "A-17")).Output.ShouldBe(output.TrimEnd('.') + ", known already.");
    }

    [Theory]
    [InlineData("no id", "floem-billing", "12", "2026-01-01", "-", "ORGANISATION must be an id")]
    [InlineData("", "floem-beer", "12", "2026-01-01", "-", "There is no plan 'floem-beer'")]
    [InlineData("", "floem-billing", "many", "2026-01-01", "-", "STATIONS must be a whole number")]
    [InlineData("", "floem-billing", "12", "1.1.2026", "-", "FROM must be a day")]
    [InlineData("", "floem-billing", "12", "2026-01-01", "never", "UNTIL must be a day")]
    public async Task Add_WhatBreaksARule_SaysWhich(string organisation, string plan, string stations, string from, string until, string sentence)
    {
        var site = await server.NewEmptySiteAsync(withLicence: false);
        var (exit, _, errors) = await RunAsync("licences", "add", organisation.Length > 0 ? organisation : site.OrganisationId.ToString(), plan, stations, from, until, "A-17");
        exit.ShouldBe(1);
        errors.ShouldContain(sentence);
    }

    private async Task<(int Exit, string Output, string Errors)> RunAsync(params string[] words)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        string[] settings = [$"--Clemap:Url={server.Address.GetLeftPart(UriPartial.Authority)}", $"--Clemap:DataDir={server.DataDir}"];
        var exit = await Command.Of([.. words, .. settings])!(output, errors, Cancel);
        return (exit, output.ToString().Trim(), errors.ToString().Trim());
    }
}
