namespace Clemap.Platform.Sites;

/// <summary>Hears of each change of one site, on whichever node it was made.</summary>
internal interface ISiteListener
{
    /// <summary>Must return at once; the signals of all sites wait for it.</summary>
    void Receive(SiteChangeKind kind);
}
