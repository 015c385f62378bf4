namespace Clemap.Platform.Audit;

/// <summary>Scoped: where the request came from that this scope serves.</summary>
public sealed record RequestOrigin
{
    /// <summary>Whoever acts is platform support, on the organisation's behalf.</summary>
    public bool BySupport { get; set; }

    /// <summary>Network address; <c>server</c> for what nobody asked for from outside.</summary>
    public string Text { get; set; } = "server";
}
