namespace Clemap.Server.Tests.Http;

/// <summary>What runs in the background and what is remembered between requests: whatever is not in here fails the build.</summary>
internal static class BackgroundTable
{
    /// <summary>Classes whose methods are jobs, each with what keeps one organisation's job from another's rows.</summary>
    public static IReadOnlyDictionary<string, string> Jobs { get; } = new Dictionary<string, string>
    {
        ["BillingRunJob"] = "opens the scope of the organisation that it is given; a run of another one is none",
        ["InvitationLetter"] = "opens the scope of the organisation that it is given; an invitation of another one is none",
        ["RolloutJob"] = "opens the scope of the organisation that it is given; a roll-out of another one is none",
        ["AuditPruning"] = "of no organisation: takes away what is older than the installation keeps, by a function of the database that gives nothing out",
    };

    /// <summary>Files that keep something in memory between requests, each with what it is kept under.</summary>
    public static IReadOnlyDictionary<string, string> Caches { get; } = new Dictionary<string, string>
    {
        ["Clemap.Portal/SignIn/PortalSessions.cs"] = "the ticket behind a cookie, under a random key that only the cookie holds",
        ["Clemap.Portal/SignIn/PortalAuthentication.cs"] = "registers the two memories",
        ["Clemap.Portal/SignIn/StandingRights.cs"] = "what a person is where, under the person",
        ["Clemap.Identity/Clients/RefuseEndedClient.cs"] = "the organisation of a client, under client and secret",
        ["Clemap.Identity/Connect/BriefMemory.cs"] = "the memory itself",
        ["Clemap.Identity/Sessions/StandingRoles.cs"] = "what a person is where, under the person",
        ["Clemap.Identity/Sessions/SessionWatch.cs"] = "whether a sign-in stands, under account and session",
    };
}
