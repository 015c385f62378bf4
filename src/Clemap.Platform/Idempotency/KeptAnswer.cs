namespace Clemap.Platform.Idempotency;

/// <summary>What a request was answered with, to be said again.</summary>
internal sealed record KeptAnswer(int Status, string? ContentType, string? Location, byte[] Body);

/// <summary>What is known of a key when a request comes with it.</summary>
internal enum Claim
{
    /// <summary>Nothing: the request is the first, and goes on.</summary>
    Ours,

    /// <summary>It came with another request.</summary>
    Taken,

    /// <summary>The same request is being answered, or was cut off before its end.</summary>
    Unfinished,

    /// <summary>The same request was answered.</summary>
    Answered,
}
