namespace StatusPage.Tests.Architecture.Planted.Sidecar;

internal sealed class Stranger;
