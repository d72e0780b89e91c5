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

	// Progress, if set, is told how many bytes of the image's layers are here and how many they have in all: some times
	// a second from the moment that the registry has told what the layers are, and a last time, with done equal to
	// total, when the pull has succeeded. Layers that were here before count as done; whoever asks for an image that
	// is being pulled already sees that pull's progress. It is called from one goroutine at a time, never after Pull
	// has returned, and must return at once.
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
	// Size in bytes of the layers for this machine's platform, as the registry has them (compressed), each counted once.
	Size int64
}
