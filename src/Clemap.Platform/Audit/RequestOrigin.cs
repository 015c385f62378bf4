namespace Clemap.Platform.Audit;

/// <summary>Scoped: where the request came from that this scope serves.</summary>
internal sealed class RequestOrigin
{
    public string Text { get; set; } = "server";
}
