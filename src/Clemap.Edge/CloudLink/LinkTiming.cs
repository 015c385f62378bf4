namespace Clemap.Edge.CloudLink;

/// <summary>How patient the link is.</summary>
internal sealed record LinkTiming
{
    /// <summary>So long a call may take, from its first byte to the last of the answer.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A backlog older than this is one of many: the whole fleet was cut off.</summary>
    public TimeSpan OldBacklog { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Within this time a device begins with such a backlog, at random, so that a thousand of them do not begin together.</summary>
    public TimeSpan LongestRandomStart { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The cloud sends a first sign of life at once, so no first line means that something between holds the stream back.</summary>
    public TimeSpan FirstSilence { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Three heartbeats of 15 s.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Where streams do not get through, this often is asked instead.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>After so much asking the stream is tried again.</summary>
    public TimeSpan PollFor { get; init; } = TimeSpan.FromMinutes(10);
}
