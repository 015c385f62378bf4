using System.Net;
using System.Net.Http.Json;
using Clemap.Contracts.Devices;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Races;

/// <summary>What works once works once, also for many at the same moment.</summary>
public sealed class OneTimeTests(ServerFixture server)
{
    private const int AtOnce = 16;

    [Fact]
    public async Task Of_many_that_enrol_with_the_same_code_one_gets_the_device()
    {
        var site = await server.NewSiteAsync();
        var keys = Enumerable.Range(0, AtOnce).Select(_ => new DeviceKey()).ToList();
        using var anonymous = server.Anonymous();
        var answers = await Task.WhenAll(keys.Select(key => anonymous.PostAsJsonAsync(
            Local("/api/v1/device/enrol"), new EnrolmentRequest(site.Serial, site.OneTimeCode, key.PublicKey), Cancel)));
        answers.Count(answer => answer.StatusCode == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Forbidden).ShouldBe(AtOnce - 1);

        // Only the winner's key opens, so that nobody else rides along.
        int opened = 0;
        foreach (var key in keys)
        {
            using var answer = await DeviceKey.AskAsync(
                anonymous, site.DeviceId, key.Assertion(site.DeviceId, server.Address.AbsoluteUri, TimeProvider.System.GetUtcNow()), Cancel);
            opened += answer.IsSuccessStatusCode ? 1 : 0;
            key.Dispose();
        }

        opened.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_redeem_one_code_of_a_sign_in_at_most_one_gets_tokens()
    {
        var flow = new CodeFlow(server.Address);
        using var visitor = new Visitor(server.Address);
        var code = await flow.CodeAsync(visitor, Owner, ServerFixture.Password, Cancel);
        var answers = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => flow.RedeemAsync(code, Cancel)));
        answers.Count(answer => answer.IsSuccessStatusCode).ShouldBeLessThanOrEqualTo(1);
        answers.Where(answer => !answer.IsSuccessStatusCode).ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_code_of_a_sign_in_is_nothing_without_its_verifier()
    {
        var flow = new CodeFlow(server.Address);
        using var visitor = new Visitor(server.Address);
        var code = await flow.CodeAsync(visitor, Owner, ServerFixture.Password, Cancel);
        using var stolen = await flow.RedeemAsync(code, Cancel, otherVerifier: new string('a', 43));
        stolen.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("plain")]
    [InlineData(null)]
    public async Task Without_a_hashed_challenge_nobody_gets_a_code(string? method)
    {
        using var person = await server.SignedInAsync();
        var flow = new CodeFlow(server.Address);
        if (method is null)
        {
            flow.Parameters.Remove("code_challenge_method");
            flow.Parameters.Remove("code_challenge");
        }
        else
        {
            flow.Parameters["code_challenge_method"] = method;
        }

        using var answer = await person.GetAsync(flow.Address, Cancel);
        (answer.Headers.Location?.OriginalString ?? "").ShouldNotContain("code=");
    }
}
