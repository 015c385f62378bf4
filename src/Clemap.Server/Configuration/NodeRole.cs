namespace Clemap.Server.Configuration;

/// <summary>What one node does. The words stand in <c>Clemap:Roles</c>.</summary>
internal enum NodeRole
{
    /// <summary>Sign-in and tokens.</summary>
    Identity,

    /// <summary>Pages for people.</summary>
    Portal,

    /// <summary>REST for people and their programs.</summary>
    Api,

    /// <summary>Everything that devices call.</summary>
    Ingestion,

    /// <summary>Jobs.</summary>
    Worker,
}
