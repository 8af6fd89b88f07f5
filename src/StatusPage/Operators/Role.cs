namespace StatusPage.Operators;

/// <summary>What somebody may do; each may also do what those before it may.</summary>
internal enum Role
{
    /// <summary>Looks.</summary>
    Viewer,

    /// <summary>Posts incidents, changes components and subscribers.</summary>
    Operator,

    /// <summary>Says who may do what.</summary>
    Owner,
}
