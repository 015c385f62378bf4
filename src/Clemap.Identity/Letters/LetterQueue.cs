using System.Threading.Channels;

namespace Clemap.Identity.Letters;

/// <summary>
/// Between a page and the mail server. A page never waits for a letter, so that how long it takes tells nobody whether an address is known. It lives in
/// memory: whoever asked just before the server stopped asks again.
/// </summary>
internal sealed class LetterQueue
{
    private const int Capacity = 1_000;
    private readonly Channel<LetterWanted> channel = Channel.CreateBounded<LetterWanted>(Capacity);

    public ChannelReader<LetterWanted> Reader => channel.Reader;

    /// <summary>False while a thousand wait: then the mail server has been away for long.</summary>
    public bool TryAdd(LetterWanted letter) => channel.Writer.TryWrite(letter);
}
