using System.Net;
using Clemap.Testing;
using Clemap.Testing.SignIn;

[assembly: AssemblyFixture(typeof(ServerFixture))]

namespace Clemap.Security.Tests;

internal static class AttackedServer
{
    public const string Owner = "owner@sonnenhof.example";

    /// <summary>Where a foreign page would like to have the person.</summary>
    public const string Evil = "evil.example";

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A visitor who is signed in at the sign-in pages.</summary>
    public static async Task<Visitor> SignedInAsync(this ServerFixture server)
    {
        var visitor = new Visitor(server.Address);
        using var answer = await visitor.SignInAsync(Owner, ServerFixture.Password, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return visitor;
    }

    /// <summary>A visitor who came through to the portal, with its session.</summary>
    public static async Task<Visitor> InPortalAsync(this ServerFixture server)
    {
        var visitor = await server.SignedInAsync();
        await visitor.WalkAsync("/sign-in");
        return visitor;
    }

    /// <summary>Follows redirects and the form that the issuer sends the browser back with.</summary>
    /// <returns>The last page's address and status.</returns>
    public static async Task<(Uri Address, HttpStatusCode Status)> WalkAsync(this Visitor visitor, string address)
    {
        var at = new Uri(visitor.Http.BaseAddress!, address);
        for (int step = 0; step < 10; step++)
        {
            using var answer = await visitor.Http.GetAsync(at, Cancel);
            if (answer.Headers.Location is not { } next)
                return (at, answer.StatusCode);
            at = new Uri(at, next);
            if (at.Host != visitor.Http.BaseAddress!.Host)
                return (at, answer.StatusCode);
        }

        throw new InvalidOperationException($"Ten redirects and no end: {at}");
    }

    public static Uri Local(string path) => new(path, UriKind.Relative);
}
