package engine

// PullRequest names an image and the way to it.
type PullRequest struct {
	// Reference is an OCI reference: "host/path:tag", "host/path@sha256:…", "path:tag" of docker.io.
	Reference string

	// Credentials are for the registry of the reference, never for a mirror. Nil pulls anonymously.
	Credentials *Credentials

	// Mirrors maps a registry host, as it stands in the reference, to the base URL that is asked in its place:
	// "public.ecr.aws" → "http://127.0.0.1:5000/mirror" asks for /v2/mirror/<path>/…. The image keeps its own name.
	Mirrors map[string]string

	// Progress, if set, is called now and then with the bytes fetched so far and in all; total grows while the
	// image's parts become known.
	Progress func(done, total int64)
}

// Credentials open a private registry.
type Credentials struct {
	Username string
	Password string
}

// Image is what a pull brought.
type Image struct {
	// Reference is the reference asked for, completed by the digest: what Workload.Image takes.
	Reference string
	// Digest of the manifest or index that the reference resolved to ("sha256:…").
	Digest string
	// User as the image has it: "", "name", "uid", "uid:gid".
	User string
	// ExposedPorts as the image declares them ("8080/tcp"), sorted.
	ExposedPorts []string
	// Size in bytes of what is fetched for this machine's architecture (compressed).
	Size int64
}
